// Where the console starts.
import { createRoot } from 'react-dom/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App } from './app/App';
import { applyTheme, storedTheme } from './app/theme';
import { Problem } from './api/problem';
import { Translations } from './i18n/i18n';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/list.css';
import './styles/form.css';
import './styles/screens.css';

const queries = new QueryClient({
  defaultOptions: {
    // Whether the service can be reached is seen by asking it: a browser that thinks itself offline would only wait, and send later
    // what somebody has pressed now. The service may be on this very machine.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 2_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof Problem && (error.status === 0 || error.status >= 500) && failures < 2,
    },
  },
});

applyTheme(storedTheme());
createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={queries}>
    <Translations>
      <App />
    </Translations>
  </QueryClientProvider>,
);
