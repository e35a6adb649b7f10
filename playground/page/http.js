/** Talks to the playground. Every call answers parsed JSON or throws `ApiError` with a sentence. */

export class ApiError extends Error {}

async function read(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    body = null; // an empty or broken answer is reported below by its status
  }
  if (!response.ok) throw new ApiError(body?.error ?? `The playground answered ${response.status}.`);
  return body ?? {};
}

async function call(path, init) {
  try {
    return await read(await fetch(path, init));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("The playground cannot be reached. Is it still running?");
  }
}

/** Calls in the name of one viewer, who is sent along as `as`. */
export function caller() {
  let viewer = "";
  return {
    actAs(user) {
      viewer = user;
    },
    get(path, query = {}) {
      const search = new URLSearchParams();
      for (const [key, value] of Object.entries({ as: viewer, ...query })) if (value) search.set(key, value);
      return call(`${path}?${search}`, { cache: "no-store" });
    },
    post(path, body = {}) {
      return call(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ as: viewer, ...body }),
      });
    },
  };
}
