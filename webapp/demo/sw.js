importScripts("/s/worker.js");
