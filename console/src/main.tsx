import '@cloudscape-design/global-styles/index.css';
import './console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followLinks } from './shell/follow-links.ts';
import { showMode } from './shell/theme.ts';

showMode();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showMode);
followLinks();
createRoot(document.getElementById('root')!).render(<App />);
