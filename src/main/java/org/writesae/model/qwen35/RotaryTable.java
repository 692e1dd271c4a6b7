package org.writesae.model.qwen35;

/**
 * Cosines and sines of the rotary embedding, made on the host: devices differ in sin and cos.
 * θ, frequencies and angles are float32 by upstream's definition, also in a float64 run of the model
 * (transformers {@code Qwen3_5TextRotaryEmbedding} computes them under a forced float32), so they are
 * float32 here too. For text the three rows of positions are equal and interleaved mrope is plain rope.
 *
 * @param cosines [positions, rotary/2]
 * @param sines   [positions, rotary/2]
 */
record RotaryTable(float[] cosines, float[] sines) {

    /**
     * @param positions how many positions from 0 on
     * @param rotary    elements of a head that rotate, even
     * @param theta     θ
     */
    static RotaryTable of(int positions, int rotary, double theta) {
        int half = rotary / 2;
        float[] cosines = new float[Math.multiplyExact(positions, half)];
        float[] sines = new float[cosines.length];
        for (int j = 0; j < half; j++) {
            float exponent = (float) (2 * j) / rotary;
            float frequency = 1.0f / (float) StrictMath.pow((float) theta, exponent);
            for (int p = 0; p < positions; p++) {
                float angle = p * frequency;
                cosines[p * half + j] = (float) StrictMath.cos(angle);
                sines[p * half + j] = (float) StrictMath.sin(angle);
            }
        }
        return new RotaryTable(cosines, sines);
    }
}
