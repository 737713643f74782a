package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.approval.TwoPeople;
import dev.gleaner.actuator.proposal.ProposalConfig;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The policy that counts now. */
@ApplicationScoped
public class CurrentPolicy implements Policy {

    private final TwoPeople twoPeople;
    private final ProposalConfig proposals;

    CurrentPolicy(TwoPeople twoPeople, ProposalConfig proposals) {
        this.twoPeople = twoPeople;
        this.proposals = proposals;
    }

    @Override
    public Requirement requirement(Finding finding, Remedy remedy, Map<String, String> tags) {
        return Requirement.builtIn("default", twoPeople.needed(finding, remedy));
    }

    @Override
    public Duration expiry() {
        return proposals.expiry();
    }

    @Override
    public String version() {
        return Json.sha256("built-in".getBytes(StandardCharsets.UTF_8));
    }
}
