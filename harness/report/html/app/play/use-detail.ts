import { useEffect, useState } from "react";
import { type PlayDetail, playElement } from "../../payload.ts";
import { unpack } from "../unpack.ts";

/** Unpacks one result's journal and judgement. Undefined until that is done. */
export function useDetail(index: number): PlayDetail | undefined {
  const [detail, setDetail] = useState<PlayDetail>();
  useEffect(() => {
    let wanted = true;
    unpack<PlayDetail>(playElement(index)).then((unpacked) => wanted && setDetail(unpacked));
    return () => {
      wanted = false;
    };
  }, [index]);
  return detail;
}
