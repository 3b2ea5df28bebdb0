/** Decoration: the name always stands beside it. */
export const Avatar = ({ src, small = false }: { src: string; small?: boolean }) => (
  <img class={small ? 'avatar small' : 'avatar'} src={src} alt="" />
);
