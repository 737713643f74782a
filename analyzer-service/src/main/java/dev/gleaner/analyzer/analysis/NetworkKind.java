package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.profile.listed.Lane;
import dev.gleaner.analyzer.profile.listed.Listed;
import dev.gleaner.analyzer.profile.listed.ListedForm;
import dev.gleaner.analyzer.profile.listed.NetworkFacts;
import dev.gleaner.analyzer.profile.listed.View;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** VPCs, by what goes through their NAT gateways. A trail shows that, but what it shows too late is not waited for. */
final class NetworkKind extends ListedKind<NetworkFacts> {

    private static final int GATEWAYS = 200;
    private static final Set<String> THERE = Set.of("available", "pending");

    private final Panel<View<NetworkFacts>> panel;

    NetworkKind(Panel<View<NetworkFacts>> panel) {
        super(new ListedForm<>("", NetworkKind::isNetwork, NetworkFacts.class), Needs.of(Need.NETWORKS));
        this.panel = panel;
    }

    /** Whether it is a VPC. */
    static boolean isNetwork(Arn resource) {
        return resource.service().equals("ec2") && resource.resource().equals("vpc/" + resource.id());
    }

    @Override
    NetworkFacts facts(Signal listing) {
        return network(listing);
    }

    /** A VPC as listed. */
    static NetworkFacts network(Signal listing) {
        Inventory seen = listing.getInventory();
        return new NetworkFacts(
                listing.getAccount(),
                listing.getRegion(),
                seen.getTagsMap(),
                seen.getNatGatewaysList().stream()
                        .filter(gateway ->
                                gateway.getState().toLowerCase(Locale.ROOT).equals("available"))
                        .map(NatGateway::getId)
                        .toList(),
                seen.getEndpointsList().stream()
                        .filter(NetworkKind::leadsToS3)
                        .map(Endpoint::getId)
                        .toList());
    }

    /** By gateway, and by the region of the bucket: an endpoint takes over what goes to its own region only. */
    @Override
    Optional<Lane> lane(Signal signal) {
        return Optional.of(new Lane(signal.getAccess().getReader(), signal.getRegion()));
    }

    @Override
    int daysKept() {
        return panel.daysKept();
    }

    @Override
    int parts() {
        return GATEWAYS;
    }

    @Override
    List<Question> questions(Listed<NetworkFacts> network) {
        return panel.questions(network.resource()).toList();
    }

    @Override
    List<Judgement> judge(View<NetworkFacts> view, Bounds bounds) {
        return panel.judge(view, bounds).toList();
    }

    private static boolean leadsToS3(Endpoint endpoint) {
        return endpoint.getType().equals("Gateway")
                && endpoint.getService().endsWith(".s3")
                && THERE.contains(endpoint.getState().toLowerCase(Locale.ROOT));
    }
}
