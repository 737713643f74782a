package dev.gleaner.benchmarks.analyzer;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.tukaani.xz.XZInputStream;

/**
 * Reads of objects in the order of their times.
 *
 * <p>Recorded ones: {@code cloudPhysicsIO.csv} of libCacheSim, with times and sizes; and of the simulator of Caffeine
 * {@code request.trace.xz}, with sizes, and {@code *.trace.xz} with keys only, of 4 bytes each, or of 8 in {@code scarab-*}.
 * Keys without sizes count as one byte, and reads without times come a millisecond after one another.
 */
final class ObjectReadTrace {

    private static final int SECOND = 1000;

    private final String name;
    private final boolean sized;
    private int count;
    private long[] keys = new long[1 << 16];
    private long[] sizes = new long[1 << 16];
    private long[] times = new long[1 << 16];

    private ObjectReadTrace(String name, boolean sized) {
        this.name = name;
        this.sized = sized;
    }

    /** A recorded trace. */
    static ObjectReadTrace of(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".csv")) {
            return csv(file, name);
        }
        try (InputStream input = new BufferedInputStream(new XZInputStream(Files.newInputStream(file)), 1 << 16)) {
            return name.startsWith("request.") ? text(input, name) : binary(input, name);
        }
    }

    private static ObjectReadTrace csv(Path file, String name) throws IOException {
        ObjectReadTrace trace = new ObjectReadTrace(name, true);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(",", -1);
                trace.add(Long.parseLong(fields[4]), Long.parseLong(fields[3]), Long.parseLong(fields[1]) * SECOND);
            }
        }
        return trace;
    }

    private static ObjectReadTrace text(InputStream input, String name) throws IOException {
        ObjectReadTrace trace = new ObjectReadTrace(name, true);
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split(" ", -1);
            trace.add(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long.parseLong(fields[0]));
        }
        return trace;
    }

    private static ObjectReadTrace binary(InputStream input, String name) throws IOException {
        ObjectReadTrace trace = new ObjectReadTrace(name, false);
        boolean wide = name.startsWith("scarab");
        DataInputStream numbers = new DataInputStream(input);
        try {
            while (true) {
                trace.add(wide ? numbers.readLong() : numbers.readInt(), 1, trace.count);
            }
        } catch (EOFException end) {
            return trace;
        }
    }

    /**
     * Reads by popularity: the probability of the n-th object falls with n^-0.8.
     *
     * @param objects that can be read
     */
    static ObjectReadTrace popular(long seed, int objects, int reads) {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectReadTrace trace = new ObjectReadTrace("generated, popularity", true);
        long[] sizes = sizes(seed, objects);
        for (int read = 0; read < reads; read++) {
            int object = popularObject(random, objects);
            trace.add(object, sizes[object], read);
        }
        return trace;
    }

    /**
     * As of training: a data set is read in a new order in each epoch, while three in ten reads go by popularity to other objects.
     *
     * @param objects of which a quarter is the data set
     */
    static ObjectReadTrace epochs(long seed, int objects, int reads) {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectReadTrace trace = new ObjectReadTrace("generated, epochs", true);
        long[] sizes = sizes(seed, objects);
        int[] order = new int[objects / 4];
        Arrays.setAll(order, index -> index);
        int next = order.length;
        for (int read = 0; read < reads; read++) {
            int object;
            if (random.nextInt(10) < 3) {
                object = order.length + popularObject(random, objects - order.length);
            } else {
                if (next == order.length) {
                    shuffle(order, random);
                    next = 0;
                }
                object = order[next++];
            }
            trace.add(object, sizes[object], read);
        }
        return trace;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int left = order.length; left > 1; left--) {
            int other = random.nextInt(left);
            int object = order[other];
            order[other] = order[left - 1];
            order[left - 1] = object;
        }
    }

    /** By inversion of the integral of n^-0.8. */
    private static int popularObject(SplittableRandom random, int objects) {
        return (int) (objects * Math.pow(random.nextDouble(), 1 / 0.2));
    }

    /** Log-normal, with a median of 256 kB and at most 1 GB. */
    private static long[] sizes(long seed, int objects) {
        Random random = new Random(seed);
        long[] sizes = new long[objects];
        for (int object = 0; object < objects; object++) {
            sizes[object] = (long) Math.min(1e9, 256_000 * Math.exp(1.5 * random.nextGaussian()));
        }
        return sizes;
    }

    private void add(long key, long size, long time) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            times = Arrays.copyOf(times, 2 * count);
        }
        keys[count] = key;
        sizes[count] = size;
        times[count++] = time;
    }

    String name() {
        return name;
    }

    /** Whether it tells sizes. */
    boolean isSized() {
        return sized;
    }

    int reads() {
        return count;
    }

    /** Number of different objects. */
    int objects() {
        return (int) Arrays.stream(keys, 0, count).distinct().count();
    }

    long key(int read) {
        return keys[read];
    }

    long size(int read) {
        return sizes[read];
    }

    long time(int read) {
        return times[read];
    }
}
