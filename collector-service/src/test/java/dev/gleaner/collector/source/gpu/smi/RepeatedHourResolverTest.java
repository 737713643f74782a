package dev.gleaner.collector.source.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.collector.source.gpu.GpuHost;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clocks in Berlin go from 02:59:59 back to 02:00:00, which is 01:00 in UTC. */
class RepeatedHourResolverTest {

    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final GpuHost HOST = host("i-0a");

    private final RepeatedHourResolver hour = new RepeatedHourResolver();

    @Test
    void shouldTellTheSecondPassFromTheBodyBefore() throws Exception {
        assertThat(read(HOST, "01:59:45", "02:00:00")).containsExactly(at("23:59:45"), at("00:00:00"));
        assertThat(read(HOST, "02:55:00")).containsExactly(at("00:55:00"));
        assertThat(read(HOST, "02:00:00")).containsExactly(at("01:00:00"));
        assertThat(read(HOST, "02:00:15", "02:00:30")).containsExactly(at("01:00:15"), at("01:00:30"));
        for (int minute = 9; minute < 60; minute += 9) {
            String time = String.format("%02d:00", minute);
            assertThat(read(HOST, "02:" + time)).containsExactly(at("01:" + time));
        }
        assertThat(read(HOST, "02:59:45", "03:00:00")).containsExactly(at("01:59:45"), at("02:00:00"));
    }

    @Test
    void shouldTellBothPassesOfABodyThatShowsThem() throws Exception {
        read(HOST, "02:59:30");

        assertThat(read(HOST, "02:59:45", "02:00:00")).containsExactly(at("00:59:45"), at("01:00:00"));
        assertThat(read(HOST, "02:00:15")).containsExactly(at("01:00:15"));
    }

    @Test
    void shouldTakeABodyThatIsSentAgainForThePassThatItWas() throws Exception {
        read(HOST, "02:59:30");
        read(HOST, "02:59:45");
        read(HOST, "02:00:00");

        assertThat(read(HOST, "02:59:45")).containsExactly(at("00:59:45"));
        assertThat(read(HOST, "02:00:00")).containsExactly(at("01:00:00"));
        assertThat(read(HOST, "02:00:15")).containsExactly(at("01:00:15"));
    }

    @Test
    void shouldGoOnWhereItWasAfterAnOldBodyCameAgain() throws Exception {
        for (String time : List.of("02:59:00", "02:05:00", "02:14:00", "02:23:00")) {
            read(HOST, time);
        }
        read(HOST, "02:30:00");
        read(HOST, "02:10:00");

        assertThat(read(HOST, "02:30:15")).containsExactly(at("01:30:15"));
    }

    /** Who sends all of the last hour each time has sent most of it before. */
    @Test
    void shouldNotTakeALongBodyOfTheFirstPassForTheSecond() throws Exception {
        read(HOST, "02:54:45");

        assertThat(read(HOST, "02:00:00", "02:30:00", "02:55:00"))
                .containsExactly(at("00:00:00"), at("00:30:00"), at("00:55:00"));
    }

    @Test
    void shouldKnowNothingWithoutAReadingJustBefore() throws Exception {
        read(HOST, "02:20:00");

        assertThat(read(HOST, "02:00:00")).containsExactly(at("00:00:00"));
        assertThat(read(host("i-0b"), "02:00:00")).containsExactly(at("00:00:00"));
    }

    /** What Kafka did not take is sent again, and has shown nothing until then. */
    @Test
    void shouldRememberOnlyWhatWasTaken() throws Exception {
        hour.read(HOST, BERLIN, output("02:59:45"), NOW);

        assertThat(read(HOST, "02:00:00")).containsExactly(at("00:00:00"));
    }

    private List<Instant> read(GpuHost host, String... times) throws Exception {
        ParsedSmiOutput reading = hour.read(host, BERLIN, output(times), NOW);
        hour.recordNewest(host, BERLIN, reading);
        return reading.readings().stream().map(GpuDeviceReading::time).toList();
    }

    private static String output(String... times) {
        List<String> lines = new ArrayList<>(List.of("timestamp, uuid"));
        for (String time : times) {
            lines.add("2026/10/25 " + time + ".000, GPU-a1");
        }
        return String.join("\n", lines);
    }

    private static Instant at(String time) {
        return Instant.parse((time.startsWith("23") ? "2026-10-24T" : "2026-10-25T") + time + "Z");
    }

    private static GpuHost host(String id) {
        return GpuHost.parse("arn:aws:ec2:eu-central-1:111122223333:instance/" + id);
    }
}
