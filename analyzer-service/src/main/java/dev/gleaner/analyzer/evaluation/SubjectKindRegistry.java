package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.rule.RuleBook;
import dev.gleaner.analyzer.rule.storage.ListedRules;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import java.util.List;

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
        RuleSet<GatewaySnapshot> gateways =
                new RuleSet<>(book.gateways(), null, prices, exemptions);
        return new SubjectKindRegistry(
                new InstanceKind(
                        new RuleSet<>(book.instances().rules(), null, prices, exemptions),
                        book.instances()),
                new InventoryKind.BucketKind(
                        prices,
                        List.of(
                                new RuleSet<>(
                                        List.of(book.lifecycle()),
                                        null, prices, exemptions),
                                new RuleSet<>(
                                        List.of(listed.forgottenInBucket()),
                                        null, prices, exemptions),
                                new RuleSet<>(
                                        List.of(listed.logPrefixExpiry(), MissingTags.of(tags)),
                                        null, prices, exemptions))),
                new InventoryKind.BucketReadKind(
                        new RuleSet<>(
                                book.prefixes(), null, prices, exemptions),
                        new RuleSet<>(List.of(book.repeatedDownload()), null, prices, exemptions),
                        book.repeatedDownload(),
                        prices,
                        book.prefixesPerBucket()),
                new InventoryKind.NatGatewayKind(new RuleSet<>(
                        book.networks(), null, prices, exemptions)),
                InventoryKind.GatewayUsageKind.natGateways(gateways),
                InventoryKind.GatewayUsageKind.interfaceEndpoints(gateways),
                InventoryKind.GatewayUsageKind.loadBalancers(gateways),
                new InventoryKind.InferenceEndpointKind(
                        new RuleSet<>(book.endpoints(), null, prices, exemptions)),
                new InventoryKind.ScalingGroupKind(
                        new RuleSet<>(book.scalingGroups(), null, prices, exemptions)),
                TrainingHostKind.instances(prices, book.training(), exemptions),
                TrainingHostKind.scalingGroups(prices, book.training(), exemptions),
                new InventoryKind.VpcFlowKind(
                        prices,
                        List.of(
                                new RuleSet<>(
                                        book.betweenZones(),
                                        null, prices, exemptions),
                                new RuleSet<>(
                                        book.toInternet(),
                                        null, prices, exemptions))),
                ListedKind.volumes(
                        prices,
                        List.of(new RuleSet<>(
                                List.of(
                                        listed.forgottenVolume(),
                                        MissingTags.ofVolumes(
                                                tags,
                                                listed.forgottenVolume()
                                                        .silence()
                                                        .hours())),
                                null, prices, exemptions))),
                new VolumePerformanceKind(
                        prices,
                        listed.oldVolumeType(),
                        exemptions),
                ListedKind.addresses(
                        prices,
                        List.of(new RuleSet<>(
                                List.of(
                                        listed.forgottenAddress(),
                                        MissingTags.of(
                                                tags,
                                                listed.forgottenAddress()
                                                        .silence()
                                                        .hours())),
                                null, prices, exemptions))),
                ListedKind.snapshots(
                        prices,
                        List.of(new RuleSet<>(
                                List.of(
                                        listed.forgottenSnapshot(),
                                        MissingTags.of(
                                                tags,
                                                listed.forgottenSnapshot()
                                                        .silence()
                                                        .hours())),
                                null, prices, exemptions))),
                new LogGroupKind(
                        prices,
                        new RuleSet<>(
                                List.of(
                                        listed.logRetention(),
                                        MissingTags.ofLogGroups(
                                                tags,
                                                listed.logRetention().silence().hours())),
                                null, prices, exemptions)));
    }

    List<SubjectKind<?>> all() {
        return all;
    }
}
