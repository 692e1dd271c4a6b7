package org.writesae.experiment.population;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * All firings of one passage, by position and then by feature, as arrays: a corpus has tens of millions.
 *
 * @param positions token of each
 * @param features  atom of each
 * @param strongest whether no other atom fires more strongly there
 * @param coefficients a_i of each
 * @param cosines   signed cosine of the atom to the native write
 */
record PassageFirings(int[] positions, int[] features, boolean[] strongest, float[] coefficients, double[] cosines) {

    /** Room for some firings. */
    static PassageFirings of(int size) {
        return new PassageFirings(new int[size], new int[size], new boolean[size], new float[size], new double[size]);
    }

    int size() {
        return positions.length;
    }

    /** Arrays in base 64, little endian: position, feature (its complement where another is stronger) and coefficient, then cosines. */
    JsonNode json() {
        ByteBuffer where = buffer(12 * size());
        ByteBuffer cosine = buffer(8 * size());
        for (int n = 0; n < size(); n++) {
            where.putInt(positions[n]).putInt(strongest[n] ? features[n] : ~features[n]).putFloat(coefficients[n]);
            cosine.putDouble(cosines[n]);
        }
        return JsonNodeFactory.instance.objectNode().put("firings", where.array()).put("cosines", cosine.array());
    }

    /** What {@link #json} gave, as it comes back from a file. */
    static PassageFirings read(JsonNode json) {
        try {
            ByteBuffer where = ByteBuffer.wrap(json.get("firings").binaryValue()).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer cosine = ByteBuffer.wrap(json.get("cosines").binaryValue()).order(ByteOrder.LITTLE_ENDIAN);
            int size = where.capacity() / 12;
            PassageFirings read = of(size);
            for (int n = 0; n < size; n++) {
                read.positions[n] = where.getInt();
                int feature = where.getInt();
                read.strongest[n] = feature >= 0;
                read.features[n] = feature >= 0 ? feature : ~feature;
                read.coefficients[n] = where.getFloat();
                read.cosines[n] = cosine.getDouble();
            }
            return read;
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
