import { assert } from "chai";
import { WarmPool } from "../../../harness/cast/warm-pool.ts";

describe("a warm pool", () => {
  const poolOf = (size: number, usable: (n: number) => boolean = () => true) => {
    const made: number[] = [];
    const disposed: number[] = [];
    const make = async () => made.push(made.length);
    const pool = new WarmPool({ size, make, dispose: async (n) => void disposed.push(n), usable });
    return { pool, made, disposed };
  };

  it("makes nothing before it is asked, and then the next ones ahead", async () => {
    const { pool, made } = poolOf(2);
    assert.lengthOf(made, 0);
    assert.equal(await pool.take(), 1);
    assert.lengthOf(made, 3);
    assert.equal(await pool.take(), 2);
    assert.lengthOf(made, 4);
  });

  it("shows the next one without giving it away", async () => {
    const { pool } = poolOf(1);
    assert.equal(await pool.peek(), await pool.take());
  });

  it("replaces one that died while it waited", async () => {
    const { pool } = poolOf(1, (n) => n !== 1);
    await pool.peek();
    assert.notEqual(await pool.take(), 1);
  });

  it("disposes of what is left, and makes no more", async () => {
    const { pool, made, disposed } = poolOf(2);
    await pool.take();
    await pool.close();
    assert.deepEqual(disposed, [2, 3]);
    assert.lengthOf(made, 3);
  });

  it("tells whoever takes it why one could not be made, and tries again for the next", async () => {
    let attempts = 0;
    const make = async () => {
      if (++attempts === 1) throw new Error("no memory");
      return attempts;
    };
    const pool = new WarmPool({ size: 1, make, dispose: async () => {}, usable: () => true });
    assert.equal((await pool.peek().catch((error) => error)).message, "no memory");
    assert.equal(await pool.take(), 2);
  });
});
