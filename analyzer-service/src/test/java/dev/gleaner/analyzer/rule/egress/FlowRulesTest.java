package dev.gleaner.analyzer.rule.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.price.CrossZoneSavingEstimator;
import dev.gleaner.analyzer.price.InternetEgressSavingEstimator;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowRulesTest {

    private static final long GB = 1_000_000_000L;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);

    private final InventoryProfile<VpcFacts> network = Sights.network();

    @BeforeEach
    void list() {
        network.see(1, Sights.facts(List.of("nat-1"), List.of()));
    }

    @Test
    void shouldFindAVpcThatSendsMoreBetweenItsZonesThanTheLimit() {
        flow("same-zone", "other-zone", 575_342_465_753L);
        assertThat(zones()).isInstanceOf(Verdict.Nothing.class);

        flow("endpoint", "other-zone", GB);
        flow("same-zone", "same-zone", 7 * GB);
        flow("same-zone", "same-region", 9 * GB);

        Verdict.Found found = (Verdict.Found) zones();
        assertThat(found.evidence())
                .contains(new Evidence("sent within its zones", 7.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("sent to where the zone is not known", 9.0 * GB, "bytes", null, 1, 1))
                .anyMatch(evidence ->
                        evidence.name().equals("sent to other zones a month") && evidence.threshold() == 2500.0 * GB);
        assertThat(found.remedies()).allMatch(remedy -> remedy.action().equals(Remedy.ADVICE));
    }

    @Test
    void shouldPriceBothEndsOfWhatCrossesZones() {
        flow("same-zone", "other-zone", 1680 * GB);

        Saving saving = new CrossZoneSavingEstimator(Defaults.prices(), 168).estimate(seen(), 1, DAY);

        assertThat(saving.monthly()).isEqualByComparingTo("146.00");
        assertThat(saving.low()).isEqualByComparingTo("0");
        assertThat(saving.basis())
                .startsWith("a month between zones, out of one and into another: 14600 GB x 0.01/GB, 2024-09-01");
    }

    @Test
    void shouldFindAVpcThatSendsToTheInternetByItselfAndThroughNat() {
        flow("same-zone", "internet", 100 * GB);
        flow("same-zone", "nat", 900 * GB);
        flow("internet", "same-zone", 900 * GB);
        flow("same-zone", "unknown", 900 * GB);
        assertThat(internet()).isInstanceOf(Verdict.Nothing.class);

        flow("nat", "internet", 68 * GB);

        assertThat(((Verdict.Found) internet()).evidence())
                .contains(new Evidence("sent to where it is not known", 900.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("sent to the internet a month", 730.0 * GB, "bytes", 656.0 * GB, 1, 1));
    }

    @Test
    void shouldPriceWhatGoesToTheInternetByItsTiers() {
        flow("nat", "internet", 168 * 20 * GB);

        Saving saving = new InternetEgressSavingEstimator(Defaults.prices(), 168).estimate(seen(), 1, DAY);

        // 14,600 GB: 100 free, 10,140 at 0.09, 4,360 at 0.085.
        assertThat(saving.monthly()).isEqualByComparingTo("1283.20");
        assertThat(saving.low()).isEqualByComparingTo("0");
    }

    @Test
    void shouldPriceNothingWithoutAPrice() {
        InventoryProfile<VpcFacts> far = Sights.network();
        far.see(1, new VpcFacts("123456789012", "sa-east-1", Map.of(), List.of(), List.of()));
        Sights.move(far, "nat", "internet", 1, "e", 900 * GB);
        VpcFlowSnapshot vpcFlowSnapshot = new VpcFlowSnapshot(far.at(Sights.LAST, 1));

        assertThat(new InternetEgressSavingEstimator(Defaults.prices(), 168)
                        .estimate(vpcFlowSnapshot, 1, DAY)
                        .priced())
                .isFalse();
        assertThat(new CrossZoneSavingEstimator(Defaults.prices(), 168)
                        .estimate(vpcFlowSnapshot, 1, DAY)
                        .priced())
                .isFalse();
    }

    private void flow(String source, String destination, long bytes) {
        Sights.move(network, source, destination, 1, source + destination, bytes);
    }

    private VpcFlowSnapshot seen() {
        return new VpcFlowSnapshot(network.at(Sights.LAST, 1));
    }

    private Verdict zones() {
        return Defaults.rules().betweenZones().get(0).evaluate(seen());
    }

    private Verdict internet() {
        return Defaults.rules().toInternet().get(0).evaluate(seen());
    }
}
