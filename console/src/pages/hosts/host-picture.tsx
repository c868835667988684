import type { Host } from '@aws-sdk/client-ec2';
import { colorBackgroundNotificationBlue, colorBorderDividerDefault } from '@cloudscape-design/design-tokens';

const CELL = 8;
const COLUMNS = 8;
const GAP = 6;

/** The sockets of a host with their cores, of which those that its machines fill are coloured, from the first on. */
export function HostPicture({ host }: { host: Host }) {
  const { Sockets: sockets = 0, Cores: cores = 0, TotalVCpus: vcpus = 0 } = host.HostProperties ?? {};
  if (sockets === 0) return null;
  const free = host.AvailableCapacity?.AvailableVCpus ?? vcpus;
  const filled = vcpus === 0 ? 0 : Math.round((cores * (vcpus - free)) / vcpus);
  const perSocket = Math.ceil(cores / sockets);
  const width = COLUMNS * CELL + GAP;
  const height = Math.ceil(perSocket / COLUMNS) * CELL + GAP;
  return (
    <svg
      role="img"
      aria-label={`${sockets} sockets with ${perSocket} cores each, ${filled} of ${cores} cores taken`}
      width={sockets * (width + GAP)}
      height={height}
    >
      {Array.from({ length: sockets }, (_socket, socket) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a socket is its place
        <g key={socket} transform={`translate(${socket * (width + GAP)} 0)`}>
          <rect width={width} height={height} rx="3" fill="none" stroke={colorBorderDividerDefault} />
          {Array.from({ length: Math.min(perSocket, cores - socket * perSocket) }, (_core, core) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a core is its place
              key={core}
              x={GAP / 2 + (core % COLUMNS) * CELL}
              y={GAP / 2 + Math.floor(core / COLUMNS) * CELL}
              width={CELL - 1}
              height={CELL - 1}
              fill={socket * perSocket + core < filled ? colorBackgroundNotificationBlue : colorBorderDividerDefault}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}
