/** How long this process has computed so far, in milliseconds: however much else the machine has to do, that is the same. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
