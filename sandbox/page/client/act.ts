/** Asks the server to act. @returns what went wrong, in words for whoever asked */
export async function act(path: string, wish: object): Promise<string | undefined> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    return response.ok ? undefined : await reasonIn(response);
  } catch {
    return 'The sandbox does not answer. Is it still running?';
  }
}

async function reasonIn(response: Response): Promise<string> {
  const fallback = `The sandbox could not do that (HTTP ${response.status}).`;
  try {
    const { error } = (await response.json()) as { error?: string };
    return error ?? fallback;
  } catch {
    return fallback;
  }
}
