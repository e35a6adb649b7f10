// Required before Microsoft's playground (`node --require`), which listens on all interfaces and has no option for that:
// a server that names no host listens on 127.0.0.1 alone.
"use strict";

const net = require("node:net");

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (port, ...rest) {
  const numbered = typeof port === "number" || typeof port === "string";
  return numbered && typeof rest[0] !== "string" ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, ...rest);
};
