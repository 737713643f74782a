package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.HostHours;
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

        assertThat(found.part()).isEqualTo(0.8);
        assertThat(found.remedies()).extracting(Remedy::text).anyMatch(text -> text.contains("10.0 GiB"));
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

        assertThat(found.replacement()).isEqualTo("g5.12xlarge");
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

        assertThat(found.replacement()).isEqualTo(target);
        assertThat(found.part()).isEqualTo(target == null ? RuleNumbers.to3(1 - utilization / 100) : 1);
    }

    /** The mean of a week hides the hour in which all of them are needed. */
    @Test
    void shouldHoldTheBusiestHour() {
        HostHours host = eight(hour -> hour == 300 ? 90 : 10, 2);

        assertThat(((Verdict.Found) host.judgedBy("underused-gpu")).replacement())
                .isNull();
    }

    @Test
    void shouldNameNoTypeIfItsMemoryIsNotKnown() {
        HostHours host = HostHours.of(336).listedAs(Signals.running().setType("g5.48xlarge"));
        IntStream.rangeClosed(1, 8)
                .forEach(gpu -> host.card(
                        "GPU-" + gpu,
                        hour -> CardSample.newBuilder().setUtilization(20).setProcesses(1)));

        assertThat(((Verdict.Found) host.judgedBy("underused-gpu")).replacement())
                .isNull();
    }

    /** Without 14 days of its CPU it is not known whether the smaller host keeps up. */
    @Test
    void shouldNameNoTypeIfItsCpuIsNotKnown() {
        HostHours host = HostHours.of(168).listedAs(Signals.running().setType("g5.48xlarge"));
        IntStream.rangeClosed(1, 8).forEach(gpu -> host.card("GPU-" + gpu, hour -> working(20)));

        assertThat(((Verdict.Found) host.judgedBy("underused-gpu")).replacement())
                .isNull();
    }

    /** A T4 has 16 GiB, and is of the same architecture and vendor. */
    @Test
    void shouldNameATypeWithASmallerGpuThatHoldsTheMemory() {
        HostHours host = HostHours.of(168).card("GPU-1", hour -> working(20));

        assertThat(texts(host)).contains("A g4dn.xlarge has 1 x t4 with 16 GiB each. Compare the speed");
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
