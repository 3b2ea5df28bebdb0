const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The stand-in calls nobody outside this machine. */
export const isLoopback = (address: string): boolean => LOOPBACK.includes(new URL(address).hostname);
