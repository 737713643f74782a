package dev.gleaner.analyzer.rule.egress;

import static dev.gleaner.analyzer.rule.WholeDurations.hours;
import static dev.gleaner.analyzer.rule.WholeDurations.minutes;

import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/** The rules about bytes that are paid for because of the way they go. */
public final class EgressRules {

    private EgressRules() {}

    /** Those about prefixes of buckets, as configured. */
    public static List<Rule<PrefixSnapshot>> ofPrefixes(CrossRegionReadConfig read) {
        return List.of(new CrossRegionRead(hours(read.window()), read.bytesPerMonth(), minutes(read.effort())));
    }

    /** Those about VPCs, as configured. */
    public static List<Rule<InventorySnapshot<VpcFacts>>> ofNetworks(NatToS3Config nat) {
        return List.of(new NatToS3(hours(nat.window()), minutes(nat.effort())));
    }

    /** Those about what flow logs tell of traffic between zones, as configured. */
    public static List<Rule<VpcFlowSnapshot>> ofZones(CrossZoneTrafficConfig zones) {
        return List.of(new CrossZoneTraffic(hours(zones.window()), zones.bytesPerMonth(), minutes(zones.effort())));
    }

    /** Those about what flow logs tell of traffic to the internet, as configured. */
    public static List<Rule<VpcFlowSnapshot>> ofInternet(InternetEgressConfig internet) {
        return List.of(
                new InternetEgress(hours(internet.window()), internet.bytesPerMonth(), minutes(internet.effort())));
    }
}
