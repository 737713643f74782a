package dev.gleaner.systemtests.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * A generated trail in the layout of CloudTrail: gzip files in a folder for each account, region and day.
 *
 * @param files number of files
 * @param records number of records in them
 * @param bytes of JSON in them
 * @param packed bytes of the files
 * @param ids of the events that the collector publishes
 */
public record GeneratedTrail(int files, long records, long bytes, long packed, List<String> ids) {

    private static final String[] REGIONS = {
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1"
    };
    private static final String ACCOUNT = "111122223333";
    private static final Instant START = Instant.parse("2026-03-01T00:05:00Z");
    private static final int SECONDS_APART = 300;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

    /**
     * Writes files below a folder. As many have 1 to 10 records as have 10 to 100 or 100 to 1,000.
     *
     * @param count number of files
     * @param largest number of records of the largest file
     */
    public static GeneratedTrail write(Path folder, long seed, int count, int largest) {
        List<GeneratedTrail> made = IntStream.range(0, count)
                .parallel()
                .mapToObj(number -> file(folder, seed, number, largest))
                .toList();
        return new GeneratedTrail(
                count,
                made.stream().mapToLong(GeneratedTrail::records).sum(),
                made.stream().mapToLong(GeneratedTrail::bytes).sum(),
                made.stream().mapToLong(GeneratedTrail::packed).sum(),
                made.stream().flatMap(file -> file.ids().stream()).toList());
    }

    private static GeneratedTrail file(Path folder, long seed, int number, int largest) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        String region = REGIONS[number % REGIONS.length];
        Instant delivered = START.plusSeconds((long) number / REGIONS.length * SECONDS_APART);
        TrailRecordGenerator maker = new TrailRecordGenerator(random.nextLong(), region, delivered);
        int records = (int) Math.exp(random.nextDouble() * Math.log(largest + 1.0));
        List<String> ids = new ArrayList<>();
        StringBuilder json = new StringBuilder("{\"Records\":[");
        for (int i = 0; i < records; i++) {
            json.append(i == 0 ? "" : ",");
            String id = maker.add(json);
            if (!id.isEmpty()) {
                ids.add(id);
            }
        }
        byte[] bytes = json.append("]}").toString().getBytes(UTF_8);
        Path file = folder.resolve(String.format(
                "AWSLogs/%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%016x.json.gz",
                ACCOUNT, region, DAY.format(delivered), ACCOUNT, region, MINUTE.format(delivered), random.nextLong()));
        return new GeneratedTrail(1, records, bytes.length, pack(file, bytes), ids);
    }

    private static long pack(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
                output.write(bytes);
            }
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
