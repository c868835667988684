import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { errorWords } from '../aws/error-words.ts';

interface Notify {
  readonly success: (content: ReactNode) => void;
  readonly failure: (error: unknown) => void;
}

const NotifyContext = createContext<Notify | undefined>(undefined);
const ItemsContext = createContext<FlashbarProps.MessageDefinition[]>([]);

/** Tells at the top of the page how what was asked for went. */
export function useNotify(): Notify {
  return useContext(NotifyContext)!;
}

let count = 0;

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);
  const notify = useMemo(() => {
    const show = (item: FlashbarProps.MessageDefinition) => {
      const id = String(++count);
      const onDismiss = () => setItems((shown) => shown.filter((other) => other.id !== id));
      setItems((shown) =>
        [{ ...item, id, dismissible: true, dismissLabel: 'Dismiss', onDismiss }, ...shown].slice(0, 3),
      );
    };
    return {
      success: (content: ReactNode) => show({ type: 'success', content }),
      failure: (error: unknown) => {
        const { title, message } = errorWords(error);
        show({ type: 'error', header: title, content: message });
      },
    };
  }, []);
  return (
    <NotifyContext value={notify}>
      <ItemsContext value={items}>{children}</ItemsContext>
    </NotifyContext>
  );
}

export const Notifications = () => <Flashbar items={useContext(ItemsContext)} />;
