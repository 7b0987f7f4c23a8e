import { element } from './dom';

/** Shows whether the server is connected. */
export function showConnection(connected: boolean): void {
  const shown = element('connection');
  const wasConnected = shown.dataset.connected !== undefined;
  shown.textContent = connected ? 'Connected' : wasConnected ? 'Connection lost, trying again…' : 'No connection yet, trying again…';
  if (connected || wasConnected) shown.dataset.connected = String(connected);
}
