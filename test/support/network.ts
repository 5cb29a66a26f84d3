/** A network of the test's own, which nothing else is on: a switch with servers on it, and hosts on cables that can be pulled out. As root, on Linux. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface NetworkPlace {
  readonly address: string;
  /** A command in front of another one, which runs at this place then. */
  readonly within: readonly string[];
}

export interface NetworkHost extends NetworkPlace {
  /** No packet comes or goes, and nobody is told. */
  unplug(): void;
  plug(): void;
}

export interface TestNetwork {
  /** Where the servers are that all hosts share. */
  readonly servers: NetworkPlace;
  addHost(): Promise<NetworkHost>;
  close(): Promise<void>;
}

const NET = '10.99.0';

/** Throws where such a network cannot be made. */
export function tryNetwork(): void {
  execFileSync('unshare', ['--net', '--', 'ip', 'link', 'add', 'br0', 'type', 'bridge'], { stdio: 'pipe' });
}

/** A network that is gone with the processes in it. */
export async function startTestNetwork(): Promise<TestNetwork> {
  const holders: ChildProcess[] = [];
  async function place(): Promise<{ readonly pid: number; readonly ip: (words: string) => void }> {
    const holder = spawn('unshare', ['--net', '--', 'sh', '-c', 'echo ready; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    holders.push(holder);
    await once(holder.stdout, 'data');
    const pid = holder.pid ?? 0;
    const ip = (words: string): void =>
      void execFileSync('nsenter', ['--net', '--target', String(pid), 'ip', ...words.split(' ')]);
    ip('link set lo up');
    return { pid, ip };
  }
  const within = (pid: number): readonly string[] => ['nsenter', '--net', '--target', String(pid)];

  const middle = await place();
  middle.ip('link add br0 type bridge');
  middle.ip(`addr add ${NET}.1/24 dev br0`);
  middle.ip('link set br0 up');
  let hosts = 0;
  return {
    servers: { address: `${NET}.1`, within: within(middle.pid) },
    async addHost() {
      hosts += 1;
      const cable = `cable${hosts}`;
      const address = `${NET}.${hosts + 1}`;
      const host = await place();
      const plug = (): void => middle.ip(`link set ${cable} master br0 up`);
      middle.ip(`link add ${cable} type veth peer name eth0 netns ${host.pid}`);
      plug();
      host.ip(`addr add ${address}/24 dev eth0`);
      host.ip('link set eth0 up');
      return {
        address,
        within: within(host.pid),
        plug,
        unplug: () => middle.ip(`link set ${cable} nomaster`),
      };
    },
    async close() {
      for (const holder of holders) {
        const ended = once(holder, 'exit');
        holder.kill('SIGKILL');
        await ended;
      }
    },
  };
}
