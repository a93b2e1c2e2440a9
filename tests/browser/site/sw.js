importScripts("__HOST__/s/worker.js");
