import { probe } from './access';
import { element } from './dom';

/**
 * Shows whether the server is connected.
 * @param path What is asked for to find out whether a key is missing.
 */
export function showConnection(connected: boolean, path = '/api/voices'): void {
  if (!connected) probe(path);
  const shown = element('connection');
  const wasConnected = shown.dataset.connected !== undefined;
  shown.textContent = connected ? 'Connected' : wasConnected ? 'Connection lost, trying again…' : 'No connection yet, trying again…';
  if (connected || wasConnected) shown.dataset.connected = String(connected);
}
