package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * The flat memory that tensors are views of.
 *
 * @param dtype null for an untyped storage, whose tensors state their own
 * @param bytes little-endian elements
 */
record TorchStorage(String key, DType dtype, long byteSize, Supplier<MemorySegment> bytes) {
}
