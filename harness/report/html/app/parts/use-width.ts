import { useParentSize } from "@visx/responsive";

const HEIGHT_DOES_NOT_MATTER: ("height" | "top" | "left")[] = ["height", "top", "left"];

/** The width that a chart may take: that of the element that gets the ref. 0 until it is known. */
export function useWidth() {
  const { parentRef, width } = useParentSize<HTMLDivElement>({
    debounceTime: 50,
    ignoreDimensions: HEIGHT_DOES_NOT_MATTER,
  });
  return { ref: parentRef, width };
}
