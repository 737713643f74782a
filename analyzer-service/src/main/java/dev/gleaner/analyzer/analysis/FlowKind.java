package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.listed.Crossings;
import dev.gleaner.analyzer.profile.listed.Lane;
import dev.gleaner.analyzer.profile.listed.Listed;
import dev.gleaner.analyzer.profile.listed.ListedForm;
import dev.gleaner.analyzer.profile.listed.ListedIntake;
import dev.gleaner.analyzer.profile.listed.NetworkFacts;
import dev.gleaner.analyzer.profile.listed.View;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * VPCs, by what their flow logs tell of. A kind of its own, as it waits for flow logs, which what is said of their NAT
 * gateways must not.
 */
final class FlowKind extends ListedKind<NetworkFacts> {

    private static final String MARK = "flows ";

    /** Classes of ends are few; what is not one of them is not kept one by one. */
    private static final int CLASSES = 20;

    /** One a rule, as each has a price of its own. */
    private final List<Panel<Crossings>> panels;

    FlowKind(List<Panel<Crossings>> panels) {
        super(new ListedForm<>(MARK, NetworkKind::isNetwork, NetworkFacts.class), Needs.of(Need.NETWORKS, Need.FLOWS));
        this.panels = panels;
    }

    @Override
    NetworkFacts facts(Signal listing) {
        return NetworkKind.network(listing);
    }

    @Override
    boolean moves(Signal signal) {
        return signal.hasFlow();
    }

    /** From the class of the end that sent to that of the end that received. */
    @Override
    Optional<Lane> lane(Signal signal) {
        return Optional.of(
                new Lane(signal.getFlow().getSourceClass(), signal.getFlow().getDestinationClass()));
    }

    @Override
    int move(Listed<NetworkFacts> network, Lane lane, Signal signal, @Nullable Hour closed) {
        return ListedIntake.flow(network, lane, signal, closed);
    }

    @Override
    int daysKept() {
        return panels.stream().mapToInt(Panel::daysKept).max().orElse(1);
    }

    @Override
    int parts() {
        return CLASSES;
    }

    @Override
    List<Question> questions(Listed<NetworkFacts> network) {
        return panels.stream()
                .flatMap(panel -> panel.questions(network.resource()))
                .toList();
    }

    @Override
    List<Judgement> judge(View<NetworkFacts> view, Bounds bounds) {
        Crossings crossings = new Crossings(view);
        return panels.stream().flatMap(panel -> panel.judge(crossings, bounds)).toList();
    }
}
