package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The locked proposals and findings of some targets, to which new findings are applied one after another. */
final class ProposalBatch {

    private final Map<String, Proposal> proposals = new HashMap<>();
    private final Map<String, FindingRow> findings = new HashMap<>();
    private final List<FindingRow> addedFindings = new ArrayList<>();
    private final Set<FindingRow> updatedFindings = new LinkedHashSet<>();
    private final List<Proposal> addedProposals = new ArrayList<>();
    private final Set<String> actedOn;
    private final Instant now;

    /**
     * Creates a batch.
     *
     * @param findings at least the stored versions of the new findings, and the open findings of the targets
     * @param actedOn ids of new findings about which there is nothing to ask, as an action on their target is in force
     */
    ProposalBatch(List<Proposal> proposals, List<FindingRow> findings, Set<String> actedOn, Instant now) {
        this.actedOn = Set.copyOf(actedOn);
        proposals.forEach(proposal -> this.proposals.put(proposal.target(), proposal));
        findings.forEach(row -> this.findings.put(row.id(), row));
        this.now = now;
    }

    /** Returns the new rows, sorted by kind so that they are written in batches. */
    List<Object> added() {
        return Stream.concat(addedFindings.stream(), addedProposals.stream()).toList();
    }

    /** Returns the rows that have a new version. A row that was added and updated again in the same batch is among them. */
    List<FindingRow> updated() {
        return List.copyOf(updatedFindings);
    }

    /** Applies a finding, unless this version or a later one is stored. */
    void apply(Finding finding, String document) {
        FindingRow row = findings.get(finding.id());
        if (row != null && row.isAsNewAs(finding)) {
            return;
        }
        write(row, finding, document);
        Proposal proposal = proposals.get(Proposal.targetOf(finding.resource()));
        if (finding.status() == Finding.Status.OPEN && finding.exemption() == null) {
            updateProposal(proposal, finding);
        } else if (proposal != null) {
            closeIfNothingIsOpen(proposal, finding);
        }
    }

    private void write(@Nullable FindingRow row, Finding finding, String document) {
        if (row == null) {
            FindingRow first = new FindingRow(finding, document);
            findings.put(finding.id(), first);
            addedFindings.add(first);
        } else {
            row.update(finding, document);
            updatedFindings.add(row);
        }
    }

    private void updateProposal(@Nullable Proposal proposal, Finding finding) {
        if (proposal == null) {
            String target = Proposal.targetOf(finding.resource());
            Proposal first = Proposal.create(target, now);
            proposals.put(target, first);
            addedProposals.add(first);
        } else if (finding.revision() > 0) {
            proposal.findingConfirmedAgain(now);
        } else if (!actedOn.contains(finding.id())) {
            proposal.findingChanged(now);
        }
    }

    private void closeIfNothingIsOpen(Proposal proposal, Finding finding) {
        boolean open =
                findings.values().stream().anyMatch(row -> row.target().equals(proposal.target()) && row.isOpen());
        if (open) {
            return;
        }
        if (finding.status() == Finding.Status.IN_DOUBT) {
            proposal.findingDoubted();
        } else if (proposal.state() != ProposalState.DONE && !isKept(finding, proposal)) {
            proposal.close();
        }
    }

    /** Whether the finding is open only as exempt by a decision, which does not close the proposal. */
    private static boolean isKept(Finding finding, Proposal proposal) {
        return finding.status() == Finding.Status.OPEN && proposal.state().isResting();
    }
}
