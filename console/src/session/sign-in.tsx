import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { signIn } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  return (
    <main className="sign-in">
      <title>Sign in – Headroom</title>
      <Container
        header={
          <Header variant="h1" description="License Manager">
            Sign in to Headroom
          </Header>
        }
      >
        <SignInForm onSession={async (session) => signIn(session)} />
      </Container>
    </main>
  );
}
