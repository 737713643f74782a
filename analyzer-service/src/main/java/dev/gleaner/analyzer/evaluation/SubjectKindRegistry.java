package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.rule.RuleBook;
import dev.gleaner.analyzer.rule.storage.ListedRules;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import java.util.List;
import java.util.stream.Stream;

/** All kinds of subjects. */
public final class SubjectKindRegistry {

    private final List<SubjectKind<?>> all;

    private SubjectKindRegistry(SubjectKind<?>... all) {
        this.all = List.of(all);
    }

    /** The kinds with their rules, prices and exemptions. */
    public static SubjectKindRegistry of(RuleBook book, PriceBook prices, ExemptionSource exemptions) {
        ListedRules listed = book.listed();
        MissingTags.Limits tags = book.tags();
        RuleSet<GatewaySnapshot> gateways = new RuleSet<>(book.gateways(), prices, exemptions);
        return new SubjectKindRegistry(
                new InstanceKind(new RuleSet<>(book.instances().rules(), prices, exemptions), book.instances()),
                new InventoryKind.BucketKind(
                        prices,
                        new RuleSet<>(
                                List.of(
                                        book.lifecycle(),
                                        listed.forgottenInBucket(),
                                        listed.logPrefixExpiry(),
                                        MissingTags.of(tags)),
                                prices,
                                exemptions)),
                new InventoryKind.BucketReadKind(
                        new RuleSet<>(book.prefixes(), prices, exemptions),
                        new RuleSet<>(List.of(book.repeatedDownload()), prices, exemptions),
                        book.repeatedDownload(),
                        prices,
                        book.prefixesPerBucket()),
                new InventoryKind.NatGatewayKind(new RuleSet<>(book.networks(), prices, exemptions)),
                InventoryKind.GatewayUsageKind.natGateways(gateways),
                InventoryKind.GatewayUsageKind.interfaceEndpoints(gateways),
                InventoryKind.GatewayUsageKind.loadBalancers(gateways),
                new InventoryKind.InferenceEndpointKind(new RuleSet<>(book.endpoints(), prices, exemptions)),
                new InventoryKind.ScalingGroupKind(new RuleSet<>(book.scalingGroups(), prices, exemptions)),
                TrainingHostKind.instances(prices, book.training(), exemptions),
                TrainingHostKind.scalingGroups(prices, book.training(), exemptions),
                new InventoryKind.VpcFlowKind(
                        prices,
                        new RuleSet<>(
                                Stream.concat(book.betweenZones().stream(), book.toInternet().stream())
                                        .toList(),
                                prices,
                                exemptions)),
                ListedKind.volumes(
                        prices,
                        new RuleSet<>(
                                List.of(
                                        listed.forgottenVolume(),
                                        MissingTags.ofVolumes(
                                                tags,
                                                listed.forgottenVolume()
                                                        .silence()
                                                        .hours())),
                                prices,
                                exemptions)),
                new VolumePerformanceKind(prices, listed.oldVolumeType(), exemptions),
                ListedKind.addresses(
                        prices,
                        new RuleSet<>(
                                List.of(
                                        listed.forgottenAddress(),
                                        MissingTags.of(
                                                tags,
                                                listed.forgottenAddress()
                                                        .silence()
                                                        .hours())),
                                prices,
                                exemptions)),
                ListedKind.snapshots(
                        prices,
                        new RuleSet<>(
                                List.of(
                                        listed.forgottenSnapshot(),
                                        MissingTags.of(
                                                tags,
                                                listed.forgottenSnapshot()
                                                        .silence()
                                                        .hours())),
                                prices,
                                exemptions)),
                new LogGroupKind(
                        prices,
                        new RuleSet<>(
                                List.of(
                                        listed.logRetention(),
                                        MissingTags.ofLogGroups(
                                                tags,
                                                listed.logRetention().silence().hours())),
                                prices,
                                exemptions)));
    }

    List<SubjectKind<?>> all() {
        return all;
    }
}
