package dev.gleaner.analyzer.rule;

import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.egress.CrossRegionRead;
import dev.gleaner.analyzer.rule.egress.CrossRegionReadConfig;
import dev.gleaner.analyzer.rule.egress.CrossZoneTraffic;
import dev.gleaner.analyzer.rule.egress.CrossZoneTrafficConfig;
import dev.gleaner.analyzer.rule.egress.IdleGateway;
import dev.gleaner.analyzer.rule.egress.IdleGatewayConfig;
import dev.gleaner.analyzer.rule.egress.InternetEgress;
import dev.gleaner.analyzer.rule.egress.InternetEgressConfig;
import dev.gleaner.analyzer.rule.egress.NatToS3;
import dev.gleaner.analyzer.rule.egress.NatToS3Config;
import dev.gleaner.analyzer.rule.egress.RepeatedDownload;
import dev.gleaner.analyzer.rule.egress.RepeatedDownloadConfig;
import dev.gleaner.analyzer.rule.instance.IdleEndpoint;
import dev.gleaner.analyzer.rule.instance.IdleEndpointConfig;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.analyzer.rule.instance.InstanceTypeTable;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpoint;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpointConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleet;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.storage.ListedRules;
import dev.gleaner.analyzer.rule.storage.StorageLifecycle;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.analyzer.rule.training.TrainingHostRules;
import java.util.List;

/**
 * All rules, by their input.
 *
 * @param training about hosts that save checkpoints
 * @param listed about what is known by its listings alone
 * @param tags of the rule about missing tags, which applies to all kinds
 * @param prefixesPerBucket number of prefixes of a bucket that are evaluated individually
 */
public record RuleBook(
        InstanceRules instances,
        StorageLifecycle lifecycle,
        List<Rule<PrefixSnapshot>> prefixes,
        int prefixesPerBucket,
        RepeatedDownload repeatedDownload,
        List<Rule<InventorySnapshot<VpcFacts>>> networks,
        List<Rule<VpcFlowSnapshot>> betweenZones,
        List<Rule<VpcFlowSnapshot>> toInternet,
        List<Rule<GatewaySnapshot>> gateways,
        List<Rule<InferenceEndpointSnapshot>> endpoints,
        List<Rule<ScalingGroupSnapshot>> scalingGroups,
        TrainingHostRules training,
        ListedRules listed,
        MissingTags.Limits tags) {

    /** The rules as configured. */
    public static RuleBook of(
            InstanceRules instances,
            StorageLifecycleConfig lifecycle,
            CrossRegionReadConfig read,
            RepeatedDownloadConfig repeated,
            NatToS3Config nat,
            CrossZoneTrafficConfig zones,
            InternetEgressConfig internet,
            IdleGatewayConfig gateway,
            IdleEndpointConfig endpoint,
            TrainingHostRules training,
            OversizedEndpointConfig oversizedEndpoint,
            OversizedFleetConfig oversizedFleet,
            ListedRules listed,
            MissingTags.Limits tags) {
        return new RuleBook(
                instances,
                StorageLifecycle.of(lifecycle),
                List.of(CrossRegionRead.of(read)),
                read.prefixesPerBucket(),
                RepeatedDownload.of(repeated),
                List.of(NatToS3.of(nat), MissingTags.of(tags)),
                List.of(CrossZoneTraffic.of(zones)),
                List.of(InternetEgress.of(internet)),
                List.of(IdleGateway.of(gateway), MissingTags.ofGateways(tags)),
                List.of(
                        IdleEndpoint.of(endpoint),
                        OversizedEndpoint.of(oversizedEndpoint, instances.accelerators()),
                        MissingTags.ofEndpoints(tags, RuleNumbers.hours(endpoint.unlisted()))),
                List.of(
                        OversizedFleet.of(
                                oversizedFleet,
                                training.trainingTags(),
                                instances.accelerators(),
                                InstanceTypeTable.baselines().numbers()),
                        MissingTags.ofScalingGroups(tags, RuleNumbers.hours(oversizedFleet.unlisted()))),
                training,
                listed,
                tags);
    }
}
