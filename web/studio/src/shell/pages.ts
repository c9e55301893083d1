/** The pages of the studio, and the letter that follows `g`. */
export const PAGES = [
  { to: "/", name: "Live", letter: "l" },
  { to: "/sessions", name: "Sessions", letter: "s" },
  { to: "/settings", name: "Settings", letter: "e" },
] as const
