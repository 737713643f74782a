package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.benchmarks.lifecycle.AccessTrace.TraceObject;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * Reads recorded accesses. None of the traces covers two years. One without times is spread evenly over them, as if as many requests
 * came each day, and one of two hours is stretched.
 */
final class AccessTraceReader {

    private static final int DAYS = 2 * AccessTrace.HALF;
    private static final long MB = 1L << 20;

    /** The recorded objects are a few kB, which S3 never moves; the access pattern is that of the recording. */
    private static final int LARGER = 1000;

    /** Blocks of 512 bytes in one MB. */
    private static final long BLOCKS = 2048;

    private static final String READ = "28";

    private final Path folder;

    AccessTraceReader(Path folder) {
        this.folder = folder;
    }

    /** The traces that are there; a message for each that is not. */
    List<AccessTrace> traces() throws IOException {
        List<AccessTrace> traces = new ArrayList<>();
        Path requests = folder.resolve("cache_caffeine/request.trace.xz");
        Path web = folder.resolve("cache_caffeine/web07.trace.xz");
        Path blocks = folder.resolve("cache_cloudphysics/cloudPhysicsIO.csv");
        if (isThere(requests)) {
            traces.add(requests(requests));
        }
        if (isThere(web)) {
            traces.add(web(web));
        }
        if (isThere(blocks)) {
            traces.add(blocks(blocks));
        }
        countLogs(folder.resolve("s3_access_logs"));
        return traces;
    }

    private static boolean isThere(Path file) {
        if (!Files.exists(file)) {
            System.out.println("skipped: there is no " + file);
        }
        return Files.exists(file);
    }

    private static AccessTrace requests(Path file) throws IOException {
        Accesses accesses = new Accesses();
        try (InputStream in = new XZInputStream(Files.newInputStream(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(" ", -1);
                accesses.add(Long.parseLong(cells[1]), Long.parseLong(cells[2]) * LARGER, accesses.count);
            }
        }
        return accesses.trace("CDN requests, objects 1,000 times as large", accesses.count);
    }

    private static AccessTrace web(Path file) throws IOException {
        Accesses accesses = new Accesses();
        try (DataInputStream in = new DataInputStream(new XZInputStream(Files.newInputStream(file)))) {
            while (true) {
                accesses.add(in.readInt(), MB, accesses.count);
            }
        } catch (EOFException e) {
            return accesses.trace("pages of a shop, 1 MB each", accesses.count);
        }
    }

    private static AccessTrace blocks(Path file) throws IOException {
        Accesses accesses = new Accesses();
        double first = 0;
        double last = 1;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                double second = Double.parseDouble(cells[1]);
                long extent = Long.parseLong(cells[4]) / BLOCKS;
                first = accesses.count == 0 ? second : first;
                last = second + 1;
                if (cells[2].equals(READ) || !accesses.times.containsKey(extent)) {
                    accesses.add(extent, MB, second - first);
                }
            }
        }
        return accesses.trace("blocks of a disk by MB, two hours stretched, without overwrites", last - first);
    }

    private static void countLogs(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            System.out.println("skipped: there is no " + logs);
            return;
        }
        int requests = 0;
        try (Stream<Path> files = Files.walk(logs)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("\\d{4}-.*"))
                    .toList()) {
                requests += Files.readAllLines(file).size();
            }
        }
        System.out.println("skipped: S3 access logs of " + requests + " requests, too few to learn from");
    }

    /** Accesses by object, with times in any unit. */
    private static final class Accesses {

        private final Map<Long, List<Double>> times = new LinkedHashMap<>();
        private final Map<Long, Long> sizes = new LinkedHashMap<>();
        private int count;

        void add(long id, long bytes, double time) {
            times.computeIfAbsent(id, absent -> new ArrayList<>()).add(time);
            sizes.merge(id, bytes, Math::max);
            count++;
        }

        AccessTrace trace(String name, double length) {
            List<TraceObject> objects = new ArrayList<>();
            times.forEach((id, list) -> {
                double[] days =
                        list.stream().mapToDouble(time -> time * DAYS / length).toArray();
                double[] reads = Arrays.copyOfRange(days, 1, days.length);
                objects.add(new TraceObject(sizes.getOrDefault(id, 0L), days[0], reads));
            });
            return new AccessTrace(name, objects);
        }
    }
}
