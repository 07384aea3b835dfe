// The console's few drawings, each a path in a 20 by 20 box. They decorate; words say what a control does.
const paths = {
  back: 'M12 4l-6 6 6 6',
  next: 'M8 4l6 6-6 6',
  down: 'M5 8l5 5 5-5',
  menu: 'M3 5h14M3 10h14M3 15h14',
  search: 'M9 3.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11M13 13l4 4',
  close: 'M5 5l10 10M15 5L5 15',
  sync: 'M4 9a6 6 0 0 1 10.500-3L17 8M17 4v4h-4M16 11a6 6 0 0 1-10.500 3L3 12M3 16v-4h4',
  orders: 'M5 3h10v14l-2.500-1.500L10 17l-2.500-1.500L5 17zM8 7h4M8 10h4',
  attention: 'M10 3l8 14H2zM10 8v4M10 14.500v.1',
  runs: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4l3 2',
  copy: 'M7 7h9v10H7zM4 13V3h9',
  sun: 'M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600L16 16M4 16l1.400-1.400M14.600 5.400L16 4',
  user: 'M10 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4 17c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500',
  globe: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3 10h14M10 3c-5 4-5 10 0 14M10 3c5 4 5 10 0 14',
  columns: 'M3 6h8M15 6h2M13 4v4M3 14h2M9 14h8M7 12v4',
  download: 'M10 3v9M6 8.500l4 4 4-4M4 17h12',
  upload: 'M10 13V4M6 7.500l4-4 4 4M4 17h12',
  link: 'M8 5H4v11h11v-4M11 3h6v6M17 3l-8 8',
  check: 'M4 10.500l4 4 8-9',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round"
      strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
