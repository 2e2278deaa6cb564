import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "chai";
import { Places } from "../../../harness/run/places.ts";

describe("places", () => {
  /** Whether somebody gets a place at once; who does keeps it. */
  async function isFree(places: Places): Promise<boolean> {
    let taken = false;
    void places.take().then(() => {
      taken = true;
    });
    await nextTurn();
    return taken;
  }

  it("are as many as were asked for, and go to whoever waits longest", async () => {
    const places = new Places(2);
    assert.deepEqual([await isFree(places), await isFree(places)], [true, true]);
    const order: string[] = [];
    void places.take().then(() => order.push("first"));
    void places.take().then(() => order.push("second"));
    places.leave();
    await nextTurn();
    assert.deepEqual(order, ["first"]);
    places.leave();
    await nextTurn();
    assert.deepEqual(order, ["first", "second"]);
  });

  it("are lent while their holder waits, who then goes on at once", async () => {
    const places = new Places(1);
    await places.take();
    const over = Promise.withResolvers<string>();
    const waited = places.lendDuring(() => over.promise);
    assert.isTrue(await isFree(places));
    over.resolve("over");
    assert.equal(await waited, "over");
    places.leave();
    assert.isFalse(await isFree(places), "one of two has left, and one place is there");
    places.leave();
    await nextTurn();
    assert.isFalse(await isFree(places), "whoever asked before has it now");
  });

  it("are lent no more often than there are places", async () => {
    const places = new Places(1);
    const never = () => new Promise<void>(() => {});
    await places.take();
    void places.lendDuring(never);
    assert.isTrue(await isFree(places));
    void places.lendDuring(never);
    assert.isFalse(await isFree(places));
  });

  it("are all taken by who wants to be alone, and nobody overtakes", async () => {
    const places = new Places(2);
    await places.take();
    const order: string[] = [];
    void places.take("all").then(() => order.push("alone"));
    void places.take().then(() => order.push("next"));
    await nextTurn();
    assert.isEmpty(order);
    places.leave();
    await nextTurn();
    assert.deepEqual(order, ["alone"]);
    places.leave("all");
    await nextTurn();
    assert.deepEqual(order, ["alone", "next"]);
  });

  it("can be squeezed in at, twice as many at most, and not beside or as who is alone", async () => {
    const places = new Places(1);
    await places.take();
    assert.isFalse(await isFree(places));
    const order: string[] = [];
    void places.take().then(() => order.push("third"));
    void places.take("all").then(() => order.push("alone"));
    places.squeezeIn(); // Lets in who was refused a place above.
    places.squeezeIn();
    await nextTurn();
    assert.isEmpty(order, "there are two already");
    places.leave();
    places.squeezeIn();
    await nextTurn();
    assert.deepEqual(order, ["third"]);
    places.leave();
    places.squeezeIn();
    await nextTurn();
    assert.deepEqual(order, ["third"], "who wants to be alone waits for all to leave");
    places.leave();
    await nextTurn();
    assert.deepEqual(order, ["third", "alone"]);
    assert.isFalse(await isFree(places));
    places.squeezeIn();
    await nextTurn();
    places.leave("all");
    await nextTurn();
    assert.isFalse(await isFree(places), "the one who was refused has it");
  });
});
