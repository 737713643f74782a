package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.contracts.Json;
import dev.gleaner.test.SeededTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailParserTest {

    private static final String ONE = "{\"eventVersion\":\"1.08\",\"eventName\":\"A\",\"eventID\":\"1\","
            + "\"requestParameters\":{\"text\":\"]}{[ \\\"Records\\\":[ \\\\\"},\"resources\":[{\"a\":[]}]}";
    private static final String OTHER = "{\"eventVersion\":\"1.08\",\"eventName\":\"B\",\"eventID\":\"2\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Records\":[%s,%s]}",
                " { \"Records\" : [ %s , %s ] , \"more\": [1] } ",
                "{\"first\":[1,{}],\"Records\":[%s,%s]}",
                "[%s,%s]",
                "\uFEFF{\"Records\":[%s,%s]}",
                "\uFEFF[%s,%s]",
                "{\"Events\":[%s,%s],\"NextToken\":\"x\"}",
                "%s%n%s%n",
                "{\"detail-type\":\"x\",\"source\":\"aws.s3\",\"detail\":%s} {\"detail\":%s,\"source\":\"aws.s3\"}",
                "{\"Records\":[%s]} {\"Records\":[%s]}"
            })
    void shouldReadEveryForm(String form) {
        List<TrailParser.Entry> entries =
                Trail.entries(String.format(form, ONE, OTHER).getBytes(UTF_8));

        assertThat(entries).allMatch(CloudTrailRecord.class::isInstance);
        assertThat(entries)
                .extracting(entry -> ((CloudTrailRecord) entry).eventId())
                .containsExactly("1", "2");
        assertThat(entries).extracting(TrailParser.Entry::number).containsExactly(0L, 1L);
    }

    /** As {@code aws cloudtrail lookup-events} prints it. */
    @Test
    void shouldReadTheRowsOfTheEventHistory() {
        String row = "{\"EventId\":\"1\",\"EventName\":\"A\",\"ReadOnly\":\"false\",\"EventTime\":1772359200.0,"
                + "\"CloudTrailEvent\":" + Json.text(ONE) + "}";
        String broken = "{\"EventId\":\"2\",\"CloudTrailEvent\":\"{\\\"eventVersion\\\"\"}";

        List<TrailParser.Entry> entries = Trail.entries(("{\"Events\":[" + row + "," + broken + "]}").getBytes(UTF_8));

        assertThat(entries.get(0))
                .isInstanceOfSatisfying(
                        CloudTrailRecord.class,
                        record -> assertThat(record.eventId()).isEqualTo("1"));
        assertThat(entries.get(1))
                .isInstanceOfSatisfying(
                        TrailParser.Entry.Unreadable.class,
                        bad -> assertThat(bad.reason()).contains("CloudTrailEvent"));
    }

    @Test
    void shouldReadRecordsThatDoNotTellTheirVersion() {
        String plain = ONE.replace("\"eventVersion\":\"1.08\"", "\"eventSource\":\"s3.amazonaws.com\"");

        assertThat(Trail.entries(("[" + plain + "]").getBytes(UTF_8)))
                .singleElement()
                .isInstanceOf(CloudTrailRecord.class);
    }

    @Test
    void shouldReadPackedFilesWhateverTheirName() {
        assertThat(Trail.entries(Bytes.gzip(ONE.getBytes(UTF_8))))
                .singleElement()
                .isInstanceOf(CloudTrailRecord.class);
    }

    @Test
    void shouldFindNothingInAnEmptyFile() {
        assertThat(Trail.entries(new byte[0])).isEmpty();
        assertThat(Trail.entries("{\"Records\":[]}".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void shouldHandOutPartsOfARecordOnlyWhenAsked() {
        CloudTrailRecord record =
                (CloudTrailRecord) Trail.entries(ONE.getBytes(UTF_8)).get(0);

        assertThat(record.request().path("text").asText()).isEqualTo("]}{[ \"Records\":[ \\");
        assertThat(record.response().isMissingNode()).isTrue();
    }

    @Test
    void shouldRefuseALargeRecordAndGoOn() {
        byte[] file = ("{\"Records\":[" + ONE + "," + large(1_200_000) + "," + OTHER + "]}").getBytes(UTF_8);

        List<TrailParser.Entry> entries = Trail.entries(file);

        assertThat(entries.get(0)).isInstanceOf(CloudTrailRecord.class);
        TrailParser.Entry.Unreadable large = (TrailParser.Entry.Unreadable) entries.get(1);
        assertThat(large.number()).isEqualTo(1);
        assertThat(large.found().size()).isEqualTo(1_200_000);
        assertThat(large.found().sha256())
                .isEqualTo(Json.sha256(large(1_200_000).getBytes(UTF_8)));
        assertThat(large.found().head()).hasSize(4096).startsWith("{\"eventVersion\"");
        assertThat(((CloudTrailRecord) entries.get(2)).eventId()).isEqualTo("2");
    }

    @Test
    void shouldTakeARecordOfJustTheLimit() {
        assertThat(Trail.entries(large(1000).getBytes(UTF_8), 1000))
                .singleElement()
                .isInstanceOf(CloudTrailRecord.class);
        assertThat(Trail.entries(large(1001).getBytes(UTF_8), 1000))
                .singleElement()
                .isInstanceOf(TrailParser.Entry.Unreadable.class);
    }

    @Test
    void shouldLoseOnlyTheRecordThatIsNoJson() {
        byte[] file = ("{\"Records\":[" + ONE + ",{\"a\":},\"text\",7," + OTHER + "]}").getBytes(UTF_8);

        List<TrailParser.Entry> entries = Trail.entries(file);

        assertThat(entries).hasSize(5);
        assertThat(entries.get(1)).isInstanceOf(TrailParser.Entry.Unreadable.class);
        assertThat(entries.get(2)).isEqualTo(new TrailParser.Entry.Skipped(2, "not-cloudtrail"));
        assertThat(entries.get(3)).isEqualTo(new TrailParser.Entry.Skipped(3, "not-cloudtrail"));
        assertThat(entries.get(4)).isInstanceOf(CloudTrailRecord.class);
    }

    /** Between records only brackets count; and a list around a record is not part of its depth. */
    @ParameterizedTest
    @ValueSource(
            strings = {"%s,,%s", "%s %s", "%s,7,%s", "7 ,%s,\n,%s", "{\"a\":],%s,{\"a\":\"\u0001\"},%s", "%s,%3$s,%s"})
    void shouldReadTheRecordsOfAListWhateverStandsBetweenThem(String list) {
        String deep = "{\"eventName\":" + "[".repeat(999) + "]".repeat(999) + "}";

        List<TrailParser.Entry> entries =
                Trail.entries(("[" + String.format(list, ONE, OTHER, deep) + "]").getBytes(UTF_8));

        assertThat(entries.stream().filter(CloudTrailRecord.class::isInstance))
                .extracting(entry -> ((CloudTrailRecord) entry).eventId())
                .containsExactly("1", "2");
        assertThat(entries)
                .filteredOn(TrailParser.Entry.Unreadable.class::isInstance)
                .hasSize(list.startsWith("{") ? 2 : 0);
    }

    /** Else it would be told for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"Records\":[}", "[}", "{\"Records\":[{},}]}", "[{}}{}]"})
    void shouldTellOnceThatABraceClosesAList(String file) {
        assertThat(Trail.entries(file.getBytes(UTF_8)))
                .filteredOn(TrailParser.Entry.Unreadable.class::isInstance)
                .singleElement()
                .satisfies(bad -> assertThat(((TrailParser.Entry.Unreadable) bad).reason())
                        .contains("brace"));
    }

    @Test
    void shouldTellWhereAFileIsNoJsonAtAll() {
        List<TrailParser.Entry> entries = Trail.entries("<html>no</html>".getBytes(UTF_8));

        assertThat(entries).singleElement().isInstanceOfSatisfying(TrailParser.Entry.Unreadable.class, bad -> {
            assertThat(bad.number()).isZero();
            assertThat(bad.found().size()).isEqualTo(15);
        });
    }

    /** Wherever a file ends, what stands whole before is read, and the rest is told exactly once. */
    @SeededTest(100)
    void shouldKeepEveryWholeRecordBeforeABreak(long seed) {
        Random random = new Random(seed);
        StringBuilder file = new StringBuilder("{\"Records\":[");
        int[] ends = new int[20];
        for (int i = 0; i < ends.length; i++) {
            file.append(i == 0 ? "" : ",").append(large(100 + random.nextInt(9000)));
            ends[i] = file.length();
        }
        byte[] whole = file.append("]}").toString().getBytes(UTF_8);
        int cut = "{\"Records\":[".length() + random.nextInt(ends[19] - "{\"Records\":[".length());
        int before = (int) Arrays.stream(ends).filter(end -> end <= cut).count();

        List<TrailParser.Entry> entries = Trail.entries(Arrays.copyOf(whole, cut));

        assertThat(entries).hasSize(before + 1);
        assertThat(entries.subList(0, before)).allMatch(CloudTrailRecord.class::isInstance);
        assertThat(entries.get(before)).isInstanceOf(TrailParser.Entry.Unreadable.class);
        assertThat(entries.get(before).number()).isEqualTo(before);
    }

    /** Records of all sizes, some of them bad, through a stream that gives as much at a time as it likes. */
    @SeededTest(100)
    void shouldReadTheSameInWhateverPortionsItComes(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder file = new StringBuilder("{\"Records\":[");
        for (int i = 0; i < 12; i++) {
            boolean bad = random.nextInt(4) == 0;
            String record = large(60 + random.nextInt(1 << (6 + random.nextInt(13))));
            file.append(i == 0 ? "" : " ,\n").append(bad ? record.replace("\"Large\"", "Large") : record);
            expected.add((bad ? "bad " : "whole ") + i);
        }
        byte[] bytes = file.append("]}").toString().getBytes(UTF_8);

        List<String> found = new ArrayList<>();
        new TrailParser(Trail.LIMIT)
                .parse(
                        new Portions(bytes, random),
                        entry -> found.add((entry instanceof CloudTrailRecord ? "whole " : "bad ") + entry.number()));

        assertThat(found).isEqualTo(expected);
    }

    @SeededTest(100)
    void shouldTellABrokenGzipOnceAndNeverThrow(long seed) {
        Random random = new Random(seed);
        byte[] packed = Bytes.gzip(Bytes.ofResource("cloudtrail/storage.json"));
        byte[] broken = Arrays.copyOf(packed, 3 + random.nextInt(packed.length - 4));

        List<TrailParser.Entry> entries = Trail.entries(broken);

        TrailParser.Entry last = entries.get(entries.size() - 1);
        assertThat(last).isInstanceOf(TrailParser.Entry.Unreadable.class);
        assertThat(((TrailParser.Entry.Unreadable) last).reason()).contains("gzip");
        assertThat(entries.subList(0, entries.size() - 1)).allMatch(CloudTrailRecord.class::isInstance);
    }

    /** Gives what it has in portions of its own choice. */
    private static final class Portions extends ByteArrayInputStream {

        private final Random random;

        Portions(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(1 << random.nextInt(17))));
        }
    }

    private static String large(int size) {
        String start = "{\"eventVersion\":\"1.08\",\"eventName\":\"Large\",\"filler\":\"";
        return start + "x".repeat(size - start.length() - 2) + "\"}";
    }
}
