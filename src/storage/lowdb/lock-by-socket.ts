import { createHash, randomBytes } from "node:crypto";
import { readdir, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { connectTo, LockSocket, type Peer, waitFor } from "./lock-socket.ts";

/**
 * A lock that the kernel drops with the process, whatever ends it, and that holds across containers on one volume: a
 * listening socket in the folder. Whether somebody listens does not depend on process numbers, which say nothing in
 * another PID namespace.
 *
 * Everyone who wants the folder listens on a socket of their own name in there, and only then looks at the others'. One
 * that nobody listens on is removed: a name is never used twice, so that this hits nobody else. The folder is theirs who
 * find no other alive. Of two who want it at once at least one sees the other, for each is there before they look: the
 * one with the higher name gives way, the one with the lower waits for what becomes of the other.
 */
export type Attempt = { readonly release: () => Promise<void> } | { readonly holder: string } | "again";

/** The file system has none. */
export class NoSockets extends Error {}

const PREFIX = "lock.";
/** A socket's name until somebody listens on it: before that it looks like one that was left behind. */
const UNBORN = "unborn-lock.";
/** sun_path has 104 bytes on macOS and 108 on Linux (unix(7)), with the zero at the end. */
const LONGEST_PATH = 103;

/** Tries once, and waits for others until `end` (of performance.now()) at most. "again": somebody has just let go. */
export async function contend(folder: string, end: number): Promise<Attempt> {
  if (process.platform === "win32") return contendForPipe(folder, end);
  const id = randomBytes(6).toString("hex");
  const path = await shortPath(folder, id);
  const own = new LockSocket();
  try {
    if (!(await appear(own, { folder, path, id }))) return "again";
    const holder = await outlast(own, { folder, path, id }, end);
    if (holder !== undefined) return holder;
    await removeUnborn(folder, path);
    return { release: () => own.close().then(() => rm(`${folder}/${PREFIX}${id}`, { force: true })) };
  } catch (error) {
    await own.close();
    throw error;
  } finally {
    if (path !== folder) await rm(path, { force: true });
  }
}

interface Place {
  readonly folder: string;
  /** The folder by a name that is short enough for the paths of sockets. */
  readonly path: string;
  readonly id: string;
}

/** Listens under its own name. False where the socket was taken for one left behind: its name is spent then. */
async function appear(own: LockSocket, { folder, path, id }: Place): Promise<boolean> {
  await own.listen(`${path}/${UNBORN}${id}`).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EACCES" || error.code === "ENOENT" ? error : new NoSockets(error.message);
  });
  try {
    await rename(`${folder}/${UNBORN}${id}`, `${folder}/${PREFIX}${id}`);
    return true;
  } catch (error) {
    await own.close();
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Undefined: nobody else is left, and the folder is ours. */
async function outlast(own: LockSocket, place: Place, end: number): Promise<Attempt | undefined> {
  for (;;) {
    const peers = await livePeers(place);
    if (peers.length === 0) return own.hold();
    try {
      await waitFor(peers, () => peers.every(({ state, isGone }) => isGone || state !== undefined), end);
      const stronger = peers.find(({ name, state, isGone }) => !isGone && (state !== "asking" || name < `${PREFIX}${place.id}`));
      if (stronger) return await giveWay(own, place, stronger, end);
      await waitFor(peers, () => peers.every(({ isGone }) => isGone) || peers.some(({ state }) => state === "held"), end);
    } finally {
      for (const peer of peers) peer.leave();
    }
  }
}

async function giveWay(own: LockSocket, { folder, id }: Place, peer: Peer, end: number): Promise<Attempt> {
  await own.close();
  await rm(`${folder}/${PREFIX}${id}`, { force: true });
  await waitFor([peer], () => peer.isGone, end);
  return peer.isGone ? "again" : { holder: peer.who };
}

async function livePeers({ folder, path, id }: Place): Promise<Peer[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(PREFIX) && name !== `${PREFIX}${id}`);
  const peers = await Promise.all(names.map((name) => connectTo(`${path}/${name}`, name)));
  for (const [index, peer] of peers.entries()) if (!peer) await rm(`${folder}/${names[index]}`, { force: true });
  return peers.filter((peer) => peer !== undefined);
}

/** Whoever was killed between making a socket and listening on it has left one of these. */
async function removeUnborn(folder: string, path: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => each.startsWith(UNBORN))) {
    const peer = await connectTo(`${path}/${name}`, name);
    if (peer) peer.leave();
    else await rm(`${folder}/${name}`, { force: true });
  }
}

/** The folder itself, or a link to it in the folder for temporary files. */
async function shortPath(folder: string, id: string): Promise<string> {
  if (Buffer.byteLength(`${folder}/${UNBORN}${id}`) <= LONGEST_PATH) return folder;
  const link = `${tmpdir()}/rockpool-${id}`;
  if (Buffer.byteLength(`${link}/${UNBORN}${id}`) > LONGEST_PATH) throw new NoSockets(`${basename(folder)} is too far down`);
  await symlink(folder, link).catch((error: Error) => {
    throw new NoSockets(error.message);
  });
  return link;
}

/** Windows has pipes with names of their own, each of which one process can listen on at a time. */
async function contendForPipe(folder: string, end: number): Promise<Attempt> {
  const path = `\\\\.\\pipe\\rockpool-${createHash("sha256").update(folder.toLowerCase()).digest("hex")}`;
  const own = new LockSocket();
  try {
    await own.listen(path);
    return own.hold() ?? { release: () => own.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
  }
  const peer = await connectTo(path, path);
  if (!peer) return "again";
  await waitFor([peer], () => peer.isGone, end);
  peer.leave();
  return peer.isGone ? "again" : { holder: peer.who };
}
