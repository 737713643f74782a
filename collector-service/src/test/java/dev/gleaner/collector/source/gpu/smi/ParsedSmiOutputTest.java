package dev.gleaner.collector.source.gpu.smi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ParsedSmiOutputTest {

    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final long MIB = 1 << 20;
    private static final String HEADER = "timestamp, uuid, utilization.gpu [%]\n";
    private static final String RUN = "timestamp, uuid, power.draw [W], enforced.power.limit [W], persistence_mode,"
            + " utilization.gpu [%], memory.used [MiB]\n";

    @Test
    void shouldReadALineInItsUnits() throws Exception {
        GpuDeviceReading card = only(resource("busy.csv"));

        assertThat(card.gpu()).isEqualTo("GPU-aaaaaaaa-0000-0000-0000-000000000001");
        assertThat(card.name()).isEqualTo("NVIDIA A10G");
        assertThat(card.mig()).contains(false);
        assertThat(card.persistence()).contains(true);
        assertThat(card.line()).isEqualTo(1);
        assertThat(card.sample())
                .isEqualTo(CardSample.newBuilder()
                        .setTime(TEN.plusMillis(250).toEpochMilli())
                        .setUtilization(87)
                        .setEncoder(3)
                        .setDecoder(0)
                        .setMemoryTotal(23028 * MIB)
                        .setMemoryUsed(11000 * MIB)
                        .setPowerDraw(201.5)
                        .setPowerLimit(300)
                        .setSmClock(1710)
                        .setSmClockMaximum(1710)
                        .build());
    }

    @Test
    void shouldTakeUnitsFromTheHeaderAndColumnsByTheirOtherNames() throws Exception {
        CardSample sample = only(resource("nounits.csv")).sample();

        assertThat(sample.getTime()).isEqualTo(TEN.toEpochMilli());
        assertThat(sample.getUtilization()).isEqualTo(87);
        assertThat(sample.getMemoryTotal()).isEqualTo(23028 * MIB);
        assertThat(sample.getPowerLimit()).isEqualTo(300);
        assertThat(sample.getSmClock()).isEqualTo(1710);
        assertThat(sample.hasEncoder()).isFalse();
    }

    @Test
    void shouldLeaveWhatABusyMigCardDoesNotTellAbsent() throws Exception {
        GpuDeviceReading card = only(resource("mig.csv"));

        assertThat(card.mig()).contains(true);
        assertThat(card.sample().hasUtilization()).isFalse();
        assertThat(card.sample().hasEncoder()).isFalse();
        assertThat(card.sample().hasProcesses()).isFalse();
        assertThat(card.sample().getPowerDraw()).isEqualTo(410);
        assertThat(card.sample().getPowerLimit()).isEqualTo(700);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[N/A]",
                "N/A",
                "",
                "[Not Supported]",
                "[Insufficient Permissions]",
                "[Unknown Error]",
                "[Function Not Found]",
                "[Not Found]",
                "[GPU requires reset]",
                "[Requested functionality has been deprecated]"
            })
    void shouldNeverReadAnAbsentValueAsZero(String absent) throws Exception {
        CardSample sample =
                only("timestamp, uuid, utilization.gpu [%], memory.used [MiB], power.draw [W], clocks.max.sm [MHz],"
                                + " mig.mode.current, persistence_mode\n2026/03/01 10:00:00.000, GPU-a1"
                                + (", " + absent).repeat(6))
                        .sample();

        assertThat(sample)
                .isEqualTo(CardSample.newBuilder().setTime(TEN.toEpochMilli()).build());
    }

    @ParameterizedTest
    @CsvSource({"Europe/Paris,2026-03-01T09:00:00Z", "America/New_York,2026-03-01T15:00:00Z", "Z,2026-03-01T10:00:00Z"})
    void shouldReadTimesInTheZoneOfTheHost(String zone, Instant expected) throws Exception {
        String output = HEADER + "2026/03/01 10:00:00.000, GPU-a1, 1 %\n";

        assertThat(ParsedSmiOutput.of(output, new HostTimestampParser(ZoneId.of(zone)), NOW)
                        .readings())
                .extracting(GpuDeviceReading::time)
                .containsExactly(expected);
    }

    @Test
    void shouldTellTheTwoPassesOfAnHourThatComesTwice() throws Exception {
        String output = HEADER
                + "2026/10/25 02:59:45.000, GPU-a1, 1 %\n"
                + "2026/10/25 02:00:00.000, GPU-a1, 1 %\n"
                + "2026/10/25 03:00:00.000, GPU-a1, 1 %\n";

        assertThat(ParsedSmiOutput.of(output, new HostTimestampParser(ZoneId.of("Europe/Paris")), NOW)
                        .readings())
                .extracting(GpuDeviceReading::time)
                .containsExactly(
                        Instant.parse("2026-10-25T00:59:45Z"),
                        Instant.parse("2026-10-25T01:00:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z"));
    }

    @Test
    void shouldCountTheProcessesOfEachCardWhateverTheirNames() throws Exception {
        ParsedSmiOutput reading = read(resource("with-processes.csv"));

        assertThat(reading.bad()).isEmpty();
        assertThat(reading.readings())
                .extracting(card -> card.gpu() + " " + card.sample().getProcesses())
                .containsExactly("GPU-a1 2", "GPU-a2 0", "GPU-a1 2", "GPU-a2 0");
        assertThat(reading.readings()).allMatch(card -> card.sample().hasProcesses());
    }

    @Test
    void shouldCountTheProcessesOfTheSectionBeforeOnly() throws Exception {
        String cards = HEADER + "2026/03/01 10:00:00.000, GPU-a1, 1 %\n";

        ParsedSmiOutput reading = read(cards + "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n" + cards);

        assertThat(reading.readings().get(0).sample().hasProcesses()).isTrue();
        assertThat(reading.readings().get(0).sample().getProcesses()).isZero();
        assertThat(reading.readings().get(1).sample().hasProcesses()).isFalse();
    }

    /** A process of a card that is not among these, or of a line that can't be read, could be any card's. */
    @ParameterizedTest
    @ValueSource(strings = {"MIG-77, 1, a, 5 MiB", "[N/A], 1, a, 5 MiB", "GPU-a2, 1", "[Not Supported]"})
    void shouldNotSayThatACardHasNoProcessWhenThatIsNotSure(String process) throws Exception {
        ParsedSmiOutput reading = read(HEADER + "2026/03/01 10:00:00.000, GPU-a1, 1 %\n"
                + "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n" + process + "\n");

        assertThat(reading.readings().get(0).sample().hasProcesses()).isFalse();
    }

    @Test
    void shouldTellCardsApartByBusOrIndexWhereThereIsNoUuid() throws Exception {
        String apps = "\ngpu_uuid, pid, process_name, used_gpu_memory [MiB]\n";

        GpuDeviceReading byIndex = only("index, timestamp\n3, 2026/03/01 10:00:00.000" + apps);
        GpuDeviceReading byBus = only("index, pci.bus_id, timestamp\n3, 00000000:00:1E.0, 2026/03/01 10:00:00.000");

        assertThat(byIndex.gpu()).isEqualTo("3");
        assertThat(byIndex.sample().hasProcesses()).isFalse();
        assertThat(byBus.gpu()).isEqualTo("00000000:00:1E.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026/03/01 10:00:00.000, GPU-a1|the header has 3 columns, the line 2",
                "2026/03/01 10:00:00.000, GPU-a1, 1 %, 2|the header has 3 columns, the line 4",
                "2026/03/01 10:00:00.000, GPU-a1, lots|utilization.gpu is no value in %",
                "2026/03/01 10:00:00.000, GPU-a1, -1 %|utilization.gpu is no value in %",
                "2026/03/01 10:00:00.000, GPU-a1, NaN|utilization.gpu is no value in %",
                "2026/03/01 10:00:00.000, GPU-a1, 5 MiB|utilization.gpu is no value in %",
                "2026/03/01 10:00:00.000, GPU-a1, 101 %|utilization.gpu is more than 100.0",
                "2026/02/30 10:00:00.000, GPU-a1, 1 %|timestamp is not of the form 2026/07/14 09:00:44.742",
                "[N/A], GPU-a1, 1 %|timestamp is not of the form 2026/07/14 09:00:44.742",
                "2026/03/01 10:00:00.000, [Unknown Error], 1 %|the GPU has no uuid",
                "2027/03/01 10:00:00.000, GPU-a1, 1 %|the time lies ahead of this clock: is the zone that of the host?",
                "No devices were found|nvidia-smi found no devices: is there a GPU, and its driver loaded?"
            })
    void shouldTellThePlaceOfABadLineAndGoOn(String line, String reason) throws Exception {
        String good = "2026/03/01 10:00:00.000, GPU-a1, 1 %\n";

        ParsedSmiOutput reading = read(HEADER + good + line + "\n" + good);

        assertThat(reading.readings()).hasSize(2);
        assertThat(reading.bad()).containsExactly(new GpuDeviceReading.BadLine(2, line, reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0|there is no header line",
                "Field \"power.drow\" is not a valid field to query.|0|does not know the field power.drow",
                "No devices were found|0|found no devices",
                "2026/03/01 10:00:00.000, GPU-a1, 1 %|0|a header line has to come first",
                "uuid, utilization.gpu [%]|0|the header has no timestamp",
                "timestamp, utilization.gpu [%]|0|no column that identifies the GPU"
            })
    void shouldSayWhatToDoWhereNothingCanBeRead(String output, long line, String reason) {
        assertThatThrownBy(() -> read(output))
                .isInstanceOfSatisfying(
                        ParsedSmiOutput.Unusable.class,
                        unusable -> assertThat(unusable.line()).isEqualTo(line))
                .hasMessageContaining(reason);
    }

    @Test
    void shouldReadLinesOfWindowsAndOfAnEditor() throws Exception {
        String output = "\uFEFF" + HEADER + "2026/03/01 10:00:00.000, GPU-a1, 1 %\n\n2026/03/01 10:00:15,GPU-a1,2 %";

        ParsedSmiOutput reading = read(output.replace("\n", "\r\n"));

        assertThat(reading.bad()).isEmpty();
        assertThat(reading.readings()).extracting(GpuDeviceReading::line).containsExactly(1L, 3L);
    }

    /**
     * The only reading of a run of nvidia-smi without persistence mode may be false: what it says of work counts only where
     * somebody holds the card, and so had the driver loaded before.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Disabled, 100 %, 0 MiB||false",
                "Disabled, 40 %, [N/A]||false",
                "Disabled, 100 %, 600 MiB||true",
                "Disabled, 100 %, 0 MiB|GPU-a1, 1, a, 5 MiB|true",
                "Disabled, 100 %, 600 MiB|GPU-a1, 1, a, 5 MiB|true",
                "Disabled, 0 %, 0 MiB||true",
                "Enabled, 100 %, 0 MiB||true",
                "[N/A], 100 %, 0 MiB||true"
            })
    void shouldNotBelieveTheOnlyReadingOfARunWhereNobodyHoldsTheCard(String cells, String process, boolean believed)
            throws Exception {
        String apps = process == null ? "" : "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n" + process + "\n";

        CardSample sample = only(RUN + "2026/03/01 10:00:00.000, GPU-a1, 145 W, 300 W, " + cells + "\n" + apps)
                .sample();

        assertThat(sample.hasUtilization()).isEqualTo(believed);
        assertThat(sample.hasPowerDraw()).isEqualTo(believed);
        assertThat(sample.hasMemoryUsed()).isEqualTo(cells.contains("0 MiB"));
    }

    @Test
    void shouldBelieveARunOfSeveralReadingsAndTellRunsApartByTheirHeaders() throws Exception {
        String first = "2026/03/01 10:00:00.000, GPU-a1, 145 W, 300 W, Disabled, 100 %, 0 MiB\n";
        String second = first.replace("10:00:00", "10:00:15");

        assertThat(read(RUN + first + second).readings())
                .allMatch(card -> card.sample().hasUtilization());
        assertThat(read(RUN + first + RUN + second).readings())
                .hasSize(2)
                .noneMatch(card -> card.sample().hasUtilization());
        ParsedSmiOutput goesOn = new ParsedSmiOutput(new HostTimestampParser(ZoneOffset.UTC), NOW);
        goesOn.read(-1, RUN.strip());
        goesOn.readAll(second, 3);
        goesOn.finish();
        assertThat(goesOn.readings()).allMatch(card -> card.sample().hasUtilization());
    }

    /** Any choice of columns in any order says the same of what it has, and nothing of what it has not. */
    @SeededTest(200)
    void shouldReadTheSameWhateverColumnsWereAskedForInWhateverOrder(long seed) throws Exception {
        Random random = new Random(seed);
        String[] lines = new String(Bytes.ofResource("gpu/busy.csv"), UTF_8).split("\n");
        String[] names = lines[0].split(", ");
        String[] cells = lines[1].split(", ");
        List<Integer> chosen = new ArrayList<>(IntStream.range(2, names.length)
                .filter(column -> random.nextBoolean())
                .boxed()
                .toList());
        chosen.addAll(List.of(0, 1));
        Collections.shuffle(chosen, random);

        GpuDeviceReading card = only(join(chosen, names) + "\n" + join(chosen, cells));

        CardSample.Builder expected = only(resource("busy.csv")).sample().toBuilder();
        CardSample.getDescriptor().getFields().stream()
                .filter(field -> !card.sample().hasField(field))
                .forEach(expected::clearField);
        assertThat(card.sample()).isEqualTo(expected.build());
        assertThat(card.sample().hasUtilization()).isEqualTo(chosen.contains(8));
        assertThat(card.sample().hasMemoryUsed()).isEqualTo(chosen.contains(13));
        assertThat(card.sample().hasPowerLimit()).isEqualTo(chosen.contains(16));
        assertThat(card.persistence().isPresent()).isEqualTo(chosen.contains(7));
        assertThat(card.mig().isPresent()).isEqualTo(chosen.contains(19));
    }

    private static String join(List<Integer> chosen, String[] cells) {
        return String.join(
                ", ", chosen.stream().map(column -> cells[column].strip()).toList());
    }

    private static GpuDeviceReading only(String output) throws Exception {
        ParsedSmiOutput reading = read(output);
        assertThat(reading.bad()).isEmpty();
        assertThat(reading.readings()).hasSize(1);
        return reading.readings().get(0);
    }

    private static String resource(String name) {
        return new String(Bytes.ofResource("gpu/" + name), UTF_8);
    }

    public static ParsedSmiOutput read(String output) throws ParsedSmiOutput.Unusable {
        return ParsedSmiOutput.of(output, new HostTimestampParser(ZoneOffset.UTC), NOW);
    }
}
