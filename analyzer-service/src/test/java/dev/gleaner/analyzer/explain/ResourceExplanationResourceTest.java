package dev.gleaner.analyzer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gleaner.analyzer.profile.RowBuffer;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is answered where nothing can be explained. */
class ResourceExplanationResourceTest {

    private static final String ARN = "arn:aws:ec2:us-east-1:123456789012:instance/i-0a";

    @Test
    void shouldSayWhatToDoAboutStateInAnotherFormat() {
        ResourceExplanationResource resource = new ResourceExplanationResource(arn -> {
            throw RowBuffer.unknownFormat("the profile of " + arn + " has", 7);
        });

        WebApplicationException answer = answer(resource, ARN);

        assertThat(answer.getResponse().getStatus()).isEqualTo(500);
        assertThat(answer.getResponse().getEntity().toString())
                .contains("the profile of " + ARN
                        + " has the format 7, which this version does not read; rebuild the state");
    }

    @Test
    void shouldSayThatNothingIsKnown() {
        ResourceExplanationResource resource = new ResourceExplanationResource(arn -> Optional.empty());

        assertThat(answer(resource, ARN).getResponse().getStatus()).isEqualTo(404);
        assertThat(answer(resource, "i-0a").getResponse().getStatus()).isEqualTo(400);
    }

    private static WebApplicationException answer(ResourceExplanationResource resource, String arn) {
        return catchThrowableOfType(WebApplicationException.class, () -> resource.explain(arn));
    }
}
