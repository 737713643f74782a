package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.HostHours;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderusedGpuTest {

    @ParameterizedTest
    @CsvSource({"49.9, true", "50, false"})
    void shouldFindCardsThatWorkBelowHalf(double utilization, boolean underused) {
        HostHours host = HostHours.of(168).card("GPU-1", hour -> working(utilization));

        assertThat(host.judgedBy("underused-gpu") instanceof Verdict.Found).isEqualTo(underused);
    }

    @Test
    void shouldTellTheMemoryThatASmallerCardNeeds() {
        HostHours host = HostHours.of(168).card("GPU-1", hour -> working(20));

        Verdict.Found found = (Verdict.Found) host.judgedBy("underused-gpu");

        assertThat(Savings.part(found)).isEqualTo(0.8);
        assertThat(found.remedies()).extracting(Remedy::text).anyMatch(text -> text.contains("10.0 GiB"));
    }

    /**
     * 20 % of an H100 and 10 of 80 GiB: two slices of seven are used to 70 %, and have 19 GiB; a slice with as much memory would be at 140 %.
     * 41 GiB need a half of the memory and some more, so that no two fit.
     */
    @ParameterizedTest
    @CsvSource({
        "11.4, 9, 'a profile 1g with 9.5 GiB', 'can do the work of 7'",
        "11.4, 10, 'a profile 1g with 19.0 GiB', 'can do the work of 4'",
        "20, 10, 'a profile 2g with 19.0 GiB', 'of which the busiest hour at 20.0 % of the GPU uses 70 %'",
        "22.8, 19, 'a profile 2g with 19.0 GiB', 'can do the work of 3'",
        "22.9, 19, 'a profile 3g with 38.0 GiB', 'can do the work of 2'",
        "34.2, 38, 'a profile 3g with 38.0 GiB', 'can do the work of 2'"
    })
    void shouldNameTheSmallestPartitionThatHoldsTheWork(
            double utilization, int gibibytes, String profile, String rest) {
        assertThat(texts(host("NVIDIA H100 80GB HBM3", utilization, gibibytes))).contains(profile, rest);
    }

    @ParameterizedTest
    @CsvSource({"34.4, 10", "10, 39", "NaN, 10"})
    void shouldNotPartitionWhatNeedsMoreThanHalfOfAGpu(double utilization, int gibibytes) {
        HostHours host = Double.isNaN(utilization)
                ? HostHours.of(168).named("NVIDIA A10G").card("GPU-1", hour -> working(20))
                : host("NVIDIA H100 80GB HBM3", utilization, gibibytes);

        assertThat(texts(host)).doesNotContain("MIG");
    }

    /** Twice 40 % are the limit, and so are 4 times 20 GiB of 80. */
    @ParameterizedTest
    @CsvSource({
        "40, 10, '2 times the busiest hour of a GPU, at 40.0 %, take 80 % of its time'",
        "10, 20, '4 times its highest used memory is 80.0 of 80.0 GiB, so that it can do the work of 4'"
    })
    void shouldShowHowManyProcessesShareAGpu(double utilization, int gibibytes, String text) {
        assertThat(texts(host("NVIDIA L40S", utilization, gibibytes))).contains(text);
    }

    @ParameterizedTest
    @CsvSource({"40.1, 10", "10, 41"})
    void shouldNotShareWhatNeedsMoreThanHalfOfAGpu(double utilization, int gibibytes) {
        assertThat(texts(host("NVIDIA L40S", utilization, gibibytes))).doesNotContain("time slicing");
    }

    /** The mean of the week is low, but not that of the hour in which the work is done. */
    @Test
    void shouldShareByTheBusiestHour() {
        HostHours host = HostHours.of(168).named("NVIDIA L40S").card("GPU-1", hour -> working(hour == 100 ? 60 : 10));

        assertThat(texts(host)).doesNotContain("time slicing");
    }

    @Test
    void shouldTellWhatQuantisationSaves() {
        assertThat(texts(host("NVIDIA L40S", 20, 30))).contains("INT8", "to at least 15.0 GiB of 30.0");
    }

    @Test
    void shouldOfferToCutOnlyWhatCanBeCut() {
        HostHours a10 = HostHours.of(168).named("NVIDIA A10G").card("GPU-1", hour -> working(20));
        HostHours h100 = HostHours.of(168).named("NVIDIA H100 80GB HBM3").card("GPU-1", hour -> working(20));

        assertThat(texts(a10)).doesNotContain("MIG");
        assertThat(texts(h100)).contains("MIG");
    }

    @Test
    void shouldLeaveIdleCardsAndUnreadOnesAlone() {
        assertThat(HostHours.of(168).card("GPU-1", hour -> working(0)).judgedBy("underused-gpu"))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(HostHours.of(168).judgedBy("underused-gpu")).isInstanceOf(Verdict.Nothing.class);
        assertThat(HostHours.of(168)
                        .card("GPU-1", hour -> hour < 60 ? null : working(20))
                        .judgedBy("underused-gpu"))
                .isInstanceOf(Verdict.Insufficient.class);
    }

    /** Eight GPUs at 30 % are 240 % of one: four are at 60 %, and hold the memory of eight at 10 GiB of 22.4. */
    @Test
    void shouldNameATypeWithFewerOfTheSameGpus() {
        Verdict.Found found = (Verdict.Found) eight(hour -> 30, 10).judgedBy("underused-gpu");

        assertThat(Savings.replacement(found)).isEqualTo("g5.12xlarge");
        Remedy first = found.remedies().get(0);
        assertThat(first.action()).isEqualTo("resize-instance");
        assertThat(first.parameters()).isEqualTo(Map.of("instanceType", "g5.12xlarge"));
        assertThat(first.text()).contains("4 of the same GPUs", "Memory of the host is not known");
        assertThat(found.evidence())
                .filteredOn(evidence -> evidence.name().equals(Evidence.MEMORY_DAYS))
                .allMatch(Evidence::fallsShort)
                .hasSize(1);
    }

    /** Four GPUs at 80 % do what eight do at 40 %, and have 89.4 GiB of memory; one GPU has 22.4. Less than 5 % of 192 vCPUs fit on 16. */
    @ParameterizedTest
    @CsvSource({"40, 11, g5.12xlarge", "40.5, 11,", "30, 12,", "9.9, 2, g5.4xlarge", "10.1, 2, g5.12xlarge"})
    void shouldHoldTheUseAndTheMemoryOfAllGpus(double utilization, int gibibytes, String target) {
        Verdict.Found found =
                (Verdict.Found) eight(hour -> utilization, gibibytes).judgedBy("underused-gpu");

        assertThat(Savings.replacement(found)).isEqualTo(target);
        if (target == null) {
            assertThat(Savings.part(found)).isEqualTo(RuleNumbers.to3(1 - utilization / 100));
        }
    }

    /** The mean of a week hides the hour in which all of them are needed. */
    @Test
    void shouldHoldTheBusiestHour() {
        HostHours host = eight(hour -> hour == 300 ? 90 : 10, 2);

        assertThat(Savings.replacement(host.judgedBy("underused-gpu"))).isNull();
    }

    @Test
    void shouldNameNoTypeIfItsMemoryIsNotKnown() {
        HostHours host = HostHours.of(336).listedAs(Signals.running().setType("g5.48xlarge"));
        IntStream.rangeClosed(1, 8)
                .forEach(gpu -> host.card(
                        "GPU-" + gpu,
                        hour -> CardSample.newBuilder().setUtilization(20).setProcesses(1)));

        assertThat(Savings.replacement(host.judgedBy("underused-gpu"))).isNull();
    }

    /** Without 14 days of its CPU it is not known whether the smaller host keeps up. */
    @Test
    void shouldNameNoTypeIfItsCpuIsNotKnown() {
        HostHours host = HostHours.of(168).listedAs(Signals.running().setType("g5.48xlarge"));
        IntStream.rangeClosed(1, 8).forEach(gpu -> host.card("GPU-" + gpu, hour -> working(20)));

        assertThat(Savings.replacement(host.judgedBy("underused-gpu"))).isNull();
    }

    /** A T4 has 16 GiB, and is of the same architecture and vendor. */
    @Test
    void shouldNameATypeWithASmallerGpuThatHoldsTheMemory() {
        HostHours host = HostHours.of(168).card("GPU-1", hour -> working(20));

        assertThat(texts(host))
                .contains(
                        "A g4dn.xlarge has 1 x t4 with 16 GiB each. In the busiest hour a GPU was at 20.0 %.",
                        "precision its programs use is not known", "Compare the speed");
    }

    private static HostHours eight(IntToDoubleFunction utilization, int gibibytes) {
        HostHours host = HostHours.of(336).listedAs(Signals.running().setType("g5.48xlarge"));
        IntStream.rangeClosed(1, 8)
                .forEach(gpu -> host.card(
                        "GPU-" + gpu,
                        hour -> working(utilization.applyAsDouble(hour))
                                .setMemoryUsed((long) gibibytes << 30)
                                .setMemoryTotal(22888L << 20)));
        return host;
    }

    private static HostHours host(String model, double utilization, int gibibytes) {
        return HostHours.of(168)
                .named(model)
                .card("GPU-1", hour -> working(utilization).setMemoryUsed((long) gibibytes << 30));
    }

    private static String texts(HostHours host) {
        return ((Verdict.Found) host.judgedBy("underused-gpu")).remedies().toString();
    }

    private static CardSample.Builder working(double utilization) {
        return CardSample.newBuilder()
                .setUtilization(utilization)
                .setProcesses(1)
                .setMemoryUsed(10L << 30)
                .setMemoryTotal(80L << 30);
    }
}
