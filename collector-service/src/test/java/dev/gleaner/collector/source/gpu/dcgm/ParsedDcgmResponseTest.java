package dev.gleaner.collector.source.gpu.dcgm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsedDcgmResponseTest {

    private static final Instant TIME = Instant.parse("2026-03-01T10:01:00Z");
    private static final long MIB = 1 << 20;

    @Test
    void shouldReadTheCardsOfAHost() throws Exception {
        ParsedDcgmResponse reading = new ParsedDcgmResponse(new String(Bytes.ofResource("gpu/dcgm.prom"), UTF_8));

        List<GpuDeviceReading> cards = reading.readings(TIME);

        assertThat(reading.bad()).isEmpty();
        assertThat(reading.samples()).isEqualTo(11);
        assertThat(cards).extracting(GpuDeviceReading::gpu).containsExactly("GPU-0aa", "GPU-0bb");
        assertThat(cards).extracting(GpuDeviceReading::name).containsOnly("NVIDIA A10G");
        assertThat(cards.get(0).mig()).isEmpty();
        assertThat(cards.get(0).sample())
                .isEqualTo(CardSample.newBuilder()
                        .setTime(TIME.toEpochMilli())
                        .setUtilization(37)
                        .setEncoder(60)
                        .setDecoder(5)
                        .setMemoryUsed(21000 * MIB)
                        .setMemoryTotal(22000 * MIB)
                        .setPowerDraw(131.25)
                        .setSmClock(1710)
                        .build());
    }

    /** NVIDIA/dcgm-exporter shows 9223372036854775794 for what a card does not tell. */
    @Test
    void shouldLeaveOutWhatDcgmHasNoValueFor() throws Exception {
        CardSample sample = new ParsedDcgmResponse(new String(Bytes.ofResource("gpu/dcgm.prom"), UTF_8))
                .readings(TIME)
                .get(1)
                .sample();

        assertThat(sample)
                .isEqualTo(CardSample.newBuilder()
                        .setTime(TIME.toEpochMilli())
                        .setUtilization(0)
                        .setMemoryUsed(12 * MIB)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-Inf", "2147483634", "140737488355328", "9223372036854775792"})
    void shouldTakeABlankForAbsentAndNeverForZero(String blank) {
        assertThat(card("DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} " + blank).hasUtilization())
                .isFalse();
    }

    /** NVIDIA/dcgm-exporter#216: DCGM_FI_DEV_GPU_UTIL of a MIG instance is 0 at full load. */
    @Test
    void shouldNotBelieveTheUtilizationOfACardInMigMode() {
        GpuDeviceReading reading = reading(
                instance("DCGM_FI_DEV_GPU_UTIL", 1, "3g.40gb", 0),
                "DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} 0",
                instance("DCGM_FI_DEV_POWER_USAGE", 1, "3g.40gb", 434));

        assertThat(reading.sample().hasUtilization()).isFalse();
        assertThat(reading.sample().getPowerDraw()).isEqualTo(434);
        assertThat(reading.mig()).contains(true);
    }

    @Test
    void shouldNotBelieveTheUtilizationOfACardInMigModeWithoutInstances() {
        GpuDeviceReading reading = reading("DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} 0", "DCGM_FI_DEV_MIG_MODE{UUID=\"g\"} 1");

        assertThat(reading.sample().hasUtilization()).isFalse();
        assertThat(reading.mig()).contains(true);
    }

    @Test
    void shouldWeighTheEnginesOfInstancesByTheirShare() {
        GpuDeviceReading reading = reading(
                instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 1, "3g.40gb", 1),
                instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 2, "1g.10gb+me", 0.5),
                "DCGM_FI_DEV_MIG_MAX_SLICES{UUID=\"g\"} 7");

        assertThat(reading.sample().getUtilization()).isCloseTo(50, within(1e-9));
        assertThat(reading.mig()).isEmpty();
    }

    /** Of the busiest instance there is no more to be said than that the card is as busy at most. */
    @Test
    void shouldTakeTheBusiestInstanceWhereTheShareIsNotGiven() {
        GpuDeviceReading reading = reading(
                instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 1, "3g.40gb", 0.25),
                instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 2, "1g.10gb", 0.75));

        assertThat(reading.sample().getUtilization()).isCloseTo(75, within(1e-9));
    }

    @Test
    void shouldNotKnowTheUseOfACardOneInstanceOfWhichTellsNothing() {
        GpuDeviceReading reading = reading(
                instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 1, "3g.40gb", 0),
                instance("DCGM_FI_DEV_FB_USED", 1, "3g.40gb", 10),
                instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 2, "1g.10gb", Double.NaN));

        assertThat(reading.sample().hasUtilization()).isFalse();
        assertThat(reading.sample().hasMemoryUsed()).isFalse();
        assertThat(reading.mig()).contains(true);
    }

    @Test
    void shouldAddUpTheMemoryOfInstancesButNotTheirPower() {
        CardSample sample = card(
                instance("DCGM_FI_DEV_FB_USED", 1, "3g.40gb", 10),
                instance("DCGM_FI_DEV_FB_FREE", 1, "3g.40gb", 30),
                instance("DCGM_FI_DEV_FB_USED", 2, "1g.10gb", 5),
                instance("DCGM_FI_DEV_FB_FREE", 2, "1g.10gb", 5),
                instance("DCGM_FI_DEV_POWER_USAGE", 1, "3g.40gb", 71),
                instance("DCGM_FI_DEV_POWER_USAGE", 2, "1g.10gb", 71));

        assertThat(sample.getMemoryUsed()).isEqualTo(15 * MIB);
        assertThat(sample.getMemoryTotal()).isEqualTo(50 * MIB);
        assertThat(sample.getPowerDraw()).isEqualTo(71);
    }

    /** A card that pods share is told once for each of them. */
    @Test
    void shouldCountACardOnceThatPodsShare() {
        CardSample sample =
                card("DCGM_FI_DEV_FB_USED{UUID=\"g\",pod=\"a\"} 10", "DCGM_FI_DEV_FB_USED{UUID=\"g\",pod=\"b\"} 10");

        assertThat(sample.getMemoryUsed()).isEqualTo(10 * MIB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DCGM_FI_DEV_GPU_UTIL{UUID=\"g",
                "DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"}",
                "DCGM_FI_DEV_GPU_UTIL{UUID=g} 1",
                "DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} busy",
                "DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} 101",
                "DCGM_FI_DEV_GPU_UTIL{UUID=\"g\"} -1",
                "DCGM_FI_DEV_GPU_UTIL{Hostname=\"h\"} 1",
                "DCGM_FI_DEV_GPU_UTIL"
            })
    void shouldTellThePlaceOfABadLineAndGoOn(String line) {
        ParsedDcgmResponse reading = new ParsedDcgmResponse(
                "# HELP x\n" + line + "\r\nDCGM_FI_DEV_SM_CLOCK{UUID=\"g\"} 300\n" + line.replace('g', 'h'));

        assertThat(reading.bad().orElseThrow().number()).isEqualTo(1);
        assertThat(reading.samples()).isEqualTo(3);
        assertThat(reading.readings(TIME))
                .allSatisfy(card -> assertThat(card.sample().hasUtilization()).isFalse());
        assertThat(reading.readings(TIME).stream()
                        .filter(card -> card.gpu().equals("g"))
                        .findFirst()
                        .orElseThrow()
                        .sample()
                        .getSmClock())
                .isEqualTo(300);
    }

    /** Whatever is cut out of an answer, nothing that is not there is read as idle. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldNeverMakeAZeroOfWhatIsNotThere(long seed) {
        Random random = new Random(seed);
        List<String> lines = IntStream.rangeClosed(1, 7)
                .mapToObj(id -> instance("DCGM_FI_PROF_GR_ENGINE_ACTIVE", id, "1g.10gb", 0.5))
                .toList();

        for (int i = 0; i < 200; i++) {
            String text = String.join("\n", lines);
            int from = random.nextInt(text.length());
            String cut = text.substring(0, from) + text.substring(from + random.nextInt(text.length() - from));

            assertThat(new ParsedDcgmResponse(cut).readings(TIME))
                    .allMatch(card ->
                            !card.sample().hasUtilization() || card.sample().getUtilization() > 0);
        }
    }

    private static CardSample card(String... lines) {
        return reading(lines).sample();
    }

    private static GpuDeviceReading reading(String... lines) {
        ParsedDcgmResponse reading = new ParsedDcgmResponse(String.join("\n", lines));
        assertThat(reading.bad()).isEmpty();
        List<GpuDeviceReading> cards = reading.readings(TIME);
        assertThat(cards).hasSize(1);
        return cards.get(0);
    }

    private static String instance(String metric, int id, String profile, double value) {
        return metric + "{gpu=\"0\",UUID=\"g\",device=\"nvidia0\",GPU_I_PROFILE=\"" + profile + "\",GPU_I_ID=\"" + id
                + "\",Hostname=\"h\"} " + value;
    }
}
