package dev.gleaner.analyzer.rule;

import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.egress.CrossRegionReadConfig;
import dev.gleaner.analyzer.rule.egress.CrossZoneTrafficConfig;
import dev.gleaner.analyzer.rule.egress.EgressRules;
import dev.gleaner.analyzer.rule.egress.InternetEgressConfig;
import dev.gleaner.analyzer.rule.egress.NatToS3Config;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import dev.gleaner.analyzer.rule.storage.StorageRules;
import java.util.List;
import java.util.stream.Stream;

/**
 * All rules, by what they look at.
 *
 * @param prefixesPerBucket how many prefixes of a bucket are looked at one by one
 */
public record RuleBook(
        InstanceRules instances,
        List<Rule<InventorySnapshot<BucketFacts>>> buckets,
        List<Rule<PrefixSnapshot>> prefixes,
        int prefixesPerBucket,
        List<Rule<InventorySnapshot<VpcFacts>>> networks,
        List<Rule<VpcFlowSnapshot>> betweenZones,
        List<Rule<VpcFlowSnapshot>> toInternet) {

    /** The rules as configured. */
    public static RuleBook of(
            InstanceRules instances,
            StorageLifecycleConfig lifecycle,
            CrossRegionReadConfig read,
            NatToS3Config nat,
            CrossZoneTrafficConfig zones,
            InternetEgressConfig internet) {
        return new RuleBook(
                instances,
                StorageRules.of(lifecycle),
                EgressRules.ofPrefixes(read),
                read.prefixesPerBucket(),
                EgressRules.ofNetworks(nat),
                EgressRules.ofZones(zones),
                EgressRules.ofInternet(internet));
    }

    /** How many rules there are. */
    public int size() {
        return instances.rules().size()
                + Stream.of(buckets, prefixes, networks, betweenZones, toInternet)
                        .mapToInt(List::size)
                        .sum();
    }
}
