package dev.gleaner.actuator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.proposal.CountedSavings;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SwitchableSourceTest {

    private static final String HOST = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
    private static final String OTHER = "arn:aws:ec2:us-east-1:123456789012:instance/i-2";
    private static final String BUCKET = "arn:aws:s3:::data";

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @Test
    void shouldPriceWhatTheResourcesOfTheFindingsNeed() {
        List<SwitchableSource> sources = SwitchableSource.of(List.of(
                finding(HOST, "367.92", off(DataSource.CLOUDWATCH_AGENT, 1.0)),
                finding(OTHER, "91.98", off(DataSource.CLOUDWATCH_AGENT, 1.0))));

        SwitchableSource agent = sources.get(0);
        assertThat(sources).hasSize(1);
        assertThat(agent.findings()).isEqualTo(2);
        assertThat(agent.savedAtMost()).isEqualTo("459.90");
        assertThat(agent.price().usd()).isEqualTo("0.60");
        assertThat(agent.price().unit()).isEqualTo("metrics");
        assertThat(agent.switchOn()).contains("mem_used_percent");
    }

    @Test
    void shouldCountAResourceWithSeveralFindingsOnce() {
        SwitchableSource agent = SwitchableSource.of(List.of(
                        finding(HOST, "367.92", off(DataSource.CLOUDWATCH_AGENT, 1.0)),
                        finding(HOST, "100.00", off(DataSource.CLOUDWATCH_AGENT, 1.0))))
                .get(0);

        assertThat(agent.findings()).isEqualTo(2);
        assertThat(agent.savedAtMost()).isEqualTo("367.92");
        assertThat(agent.price().usd()).isEqualTo("0.30");
    }

    @Test
    void shouldNotTakeAnUnknownNumberOfUnitsForFree() {
        SwitchableSource events = SwitchableSource.of(List.of(
                        finding(BUCKET, "50.00", off(DataSource.S3_DATA_EVENTS, null)),
                        finding("arn:aws:s3:::other", "10.00", off(DataSource.S3_DATA_EVENTS, 100_000.0))))
                .get(0);

        assertThat(events.price().units()).isNull();
        assertThat(events.price().usd()).isNull();
        assertThat(events.savedAtMost()).isEqualTo("60.00");
    }

    /** A million events cost a dollar, and one event more than nothing. */
    @Test
    void shouldRoundUpToACent() {
        assertThat(priceOf(DataSource.S3_DATA_EVENTS, 1_000_000.0)).isEqualTo("1.00");
        assertThat(priceOf(DataSource.S3_DATA_EVENTS, 1.0)).isEqualTo("0.01");
        assertThat(priceOf(DataSource.S3_INVENTORY, 40_000_000.0)).isEqualTo("0.10");
        assertThat(priceOf(DataSource.VPC_FLOW_LOGS, 4.0)).isEqualTo("1.00");
        assertThat(priceOf(DataSource.GPU_READINGS, 3.0)).isEqualTo("0.00");
        assertThat(priceOf(DataSource.S3_SERVER_ACCESS_LOGS, 3.0)).isNull();
    }

    @Test
    void shouldKeepApartWhatNobodyCanPrice() {
        SwitchableSource gpus = SwitchableSource.of(List.of(
                        finding(HOST, null, off(DataSource.GPU_READINGS, 1.0)),
                        finding(OTHER, "735.84", off(DataSource.GPU_READINGS, 1.0))))
                .get(0);

        assertThat(gpus.savedAtMost()).isEqualTo("735.84");
        assertThat(gpus.unpriced()).isEqualTo(1);
        assertThat(SwitchableSource.of(List.of(finding(HOST, null, off(DataSource.GPU_READINGS, 1.0))))
                        .get(0)
                        .savedAtMost())
                .isNull();
    }

    @Test
    void shouldNameCheaperWaysToTheSameAnswer() {
        List<SwitchableSource> sources = SwitchableSource.of(List.of(
                finding(
                        BUCKET,
                        "50.00",
                        off(DataSource.S3_DATA_EVENTS, 5_000_000.0),
                        off(DataSource.S3_SERVER_ACCESS_LOGS, null),
                        off(DataSource.VPC_FLOW_LOGS, 2.0)),
                finding("arn:aws:s3:::other", "10.00", off(DataSource.S3_DATA_EVENTS, 100_000.0))));

        SwitchableSource events = by(sources, DataSource.S3_DATA_EVENTS);
        assertThat(events.price().usd()).isEqualTo("5.10");
        assertThat(events.alternatives())
                .extracting(SwitchableSource.Alternative::source)
                .containsExactly(DataSource.VPC_FLOW_LOGS, DataSource.S3_SERVER_ACCESS_LOGS);
        assertThat(events.alternatives().get(0).findings()).isEqualTo(1);
        assertThat(events.alternatives().get(0).usd()).isEqualTo("0.50");
        assertThat(events.alternatives().get(1).usd()).isNull();
    }

    @Test
    void shouldListTheMostWorthFirst() {
        List<SwitchableSource> sources = SwitchableSource.of(List.of(
                finding(HOST, "1.00", off(DataSource.CLOUDWATCH_AGENT, 1.0)),
                finding(OTHER, "500.00", off(DataSource.GPU_READINGS, 1.0)),
                finding(BUCKET, "9999.00", off(DataSource.S3_DATA_EVENTS, null)),
                finding("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1", null, off(DataSource.VPC_FLOW_LOGS, null))));

        assertThat(sources)
                .extracting(SwitchableSource::source)
                .containsExactly(
                        DataSource.GPU_READINGS,
                        DataSource.CLOUDWATCH_AGENT,
                        DataSource.S3_DATA_EVENTS,
                        DataSource.VPC_FLOW_LOGS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhatEachSourceCostsAndHowItIsSwitchedOn(DataSource source) {
        SourceCharge charge = SourceCharge.of(source);

        assertThat(charge.basis()).isNotBlank();
        assertThat(charge.switchOn()).isNotBlank();
    }

    /** What a source is worth is never more than what all findings together cost, however they overlap. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverPromiseMoreThanIsPaid(long seed) {
        Random random = new Random(seed);
        List<UnsettledFinding> findings = new ArrayList<>(IntStream.range(0, 30)
                .mapToObj(any -> finding(
                        HOST + random.nextInt(10),
                        random.nextInt(4) == 0
                                ? null
                                : BigDecimal.valueOf(random.nextInt(10_000), 2).toPlainString(),
                        off(
                                DataSource.values()[random.nextInt(DataSource.values().length)],
                                random.nextBoolean() ? null : (double) random.nextInt(1_000))))
                .toList());

        for (SwitchableSource source : SwitchableSource.of(findings)) {
            List<UnsettledFinding> settled = findings.stream()
                    .filter(finding -> finding.by(source.source()).isPresent())
                    .toList();
            BigDecimal most = settled.stream()
                    .flatMap(finding -> finding.atMost().stream())
                    .map(CountedSavings.Item::monthly)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(source.findings()).isEqualTo(settled.size());
            if (source.savedAtMost() != null) {
                assertThat(source.savedAtMost()).isLessThanOrEqualTo(most);
            }
            assertThat(source.price().usd() == null)
                    .isEqualTo(source.price().units() == null || source.source() == DataSource.S3_SERVER_ACCESS_LOGS);
        }
    }

    private static @Nullable BigDecimal priceOf(DataSource source, double units) {
        return SwitchableSource.of(List.of(finding(BUCKET, "1.00", off(source, units))))
                .get(0)
                .price()
                .usd();
    }

    private static SwitchableSource by(List<SwitchableSource> sources, DataSource source) {
        return sources.stream()
                .filter(one -> one.source() == source)
                .findFirst()
                .orElseThrow();
    }

    private static Finding.MissingSource off(DataSource source, @Nullable Double monthly) {
        return new Finding.MissingSource(source, monthly);
    }

    private static int ids;

    private static UnsettledFinding finding(
            String resource, @Nullable String atMost, Finding.MissingSource... sources) {
        Saving.@Nullable Charge none = null;
        return new UnsettledFinding(
                resource,
                Optional.ofNullable(atMost)
                        .map(usd -> new CountedSavings.Item("fnd_" + ids++, resource, new BigDecimal(usd), none)),
                List.of(sources));
    }
}
