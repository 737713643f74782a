package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.State;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** VPCs in the stand-in. It calls past the proxy, so that nothing of it is counted. */
public final class Network {

    private static final String REGION = StandInClients.REGION;

    private final Ec2AsyncClient ec2 = StandInClients.shared(Ec2AsyncClient.class, Ec2AsyncClient.builder());

    /** A VPC with its main route table. */
    public Arn vpc() {
        String id = ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16"))
                .join()
                .vpc()
                .vpcId();
        return new Arn("aws", "ec2", REGION, "123456789012", "vpc/" + id);
    }

    public void tag(Arn vpc, String key, String value) {
        ec2.createTags(request -> request.resources(vpc.id())
                        .tags(Tag.builder().key(key).value(value).build()))
                .join();
    }

    /** Somebody else makes a gateway endpoint for S3. */
    public void endpoint(Arn vpc) {
        ec2.createVpcEndpoint(request ->
                        request.vpcId(vpc.id()).vpcEndpointType("Gateway").serviceName("com.amazonaws.us-east-1.s3"))
                .join();
    }

    /** Endpoints that are not deleted. */
    public List<VpcEndpoint> endpoints(Arn vpc) {
        Filter ofVpc = Filter.builder().name("vpc-id").values(vpc.id()).build();
        return ec2.describeVpcEndpoints(request -> request.filters(ofVpc)).join().vpcEndpoints().stream()
                .filter(endpoint -> endpoint.state() != State.DELETED && !"deleted".equals(endpoint.stateAsString()))
                .toList();
    }
}
