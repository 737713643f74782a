package dev.gleaner.actuator.action.address;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.Address;
import dev.gleaner.actuator.aws.AddressSighting;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;

/**
 * Gives an Elastic IP address back to AWS. Nothing takes it back: EC2 gives a released address again only as long as
 * nobody else got it, which nobody can promise.
 */
@Singleton
public class ReleaseAddress implements SingleStepAction {

    private final AwsClients clients;

    ReleaseAddress(AwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return "release-address";
    }

    @Override
    public TargetKind changes() {
        return TargetKind.ADDRESS;
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    /** Never, whatever the remedy says of itself. */
    @Override
    public boolean isReversible(Remedy remedy) {
        return false;
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        return List.of("the address itself, and with it whoever knows it: allow lists, DNS, configuration of others");
    }

    /** An id is never given again. */
    @Override
    public boolean holdsForGood() {
        return true;
    }

    @Override
    public String call() {
        return "ec2:ReleaseAddress";
    }

    @Override
    public String overtaken() {
        return "somebody else took the address into use at the same time";
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        return BackOnContext.of(() -> clients.ec2(order.target()).releaseAddress(request(order)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    static ReleaseAddressRequest request(Order order) {
        return ReleaseAddressRequest.builder()
                .allocationId(order.target().id())
                .networkBorderGroup(((Address) order.planned()).border())
                .build();
    }

    /** That there is no such address is believed of one that EC2 showed before the call. */
    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        Address address = ((AddressSighting) now).address();
        if (address == null) {
            return ((AddressSighting) before).address() == null ? Progress.NOT_YET : Progress.DONE;
        }
        return address.unplannable().isPresent() ? Progress.CONTESTED : Progress.NOT_YET;
    }

    @Override
    public Optional<String> obstacle(Order order, Sighting now) {
        return now.subject().unplannable();
    }
}
