package org.writesae.benchmark;

/**
 * What a benchmark measured.
 *
 * @param name    of the benchmark
 * @param shape   sizes, in words
 * @param threads threads of the JVM used; 0 on a device
 * @param seconds median over the repetitions, of one repetition
 * @param unit    what {@code rate} counts: {@code gflops} or {@code items_per_s}
 * @param rate    operations or items of one repetition ÷ seconds
 */
public record Measurement(String name, String shape, int threads, double seconds, String unit, double rate) {

    static Measurement gflops(String name, String shape, int threads, double seconds, double operations) {
        return new Measurement(name, shape, threads, seconds, "gflops", operations / seconds / 1e9);
    }

    static Measurement items(String name, String shape, int threads, double seconds, double items) {
        return new Measurement(name, shape, threads, seconds, "items_per_s", items / seconds);
    }
}
