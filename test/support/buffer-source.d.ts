/** A type of browsers that the declarations of @msgpack/msgpack name. */
type BufferSource = ArrayBufferView<ArrayBuffer> | ArrayBuffer;
