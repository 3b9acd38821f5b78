package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.protocol.Directive;
import java.util.List;

/** What the operator says about a policy. */
public record Judgement(Measures measures, List<Claim> claims) {

  /**
   * @param keptBaseline the baseline that the status holds, or null
   */
  public static Judgement of(Situation situation, Measurement keptBaseline) {
    Measures measures = Measures.of(situation.goal(), situation.pods(), keptBaseline);
    return new Judgement(measures, Claims.of(situation, measures));
  }

  /**
   * The same, with the condition Degraded saying which pods could not be given their directive.
   *
   * @param pods names; none when all went well
   */
  public Judgement withUntold(List<String> pods) {
    if (pods.isEmpty()) {
      return this;
    }
    Claim untold =
        new Claim(
            Claim.Type.Degraded,
            Claim.Truth.True,
            "DirectiveNotWritten",
            "%s: the API server refused the annotation %s, so they go on with their last directive; the operator's log says why"
                .formatted(Names.list(pods), Directive.ANNOTATION));
    return new Judgement(
        measures,
        claims.stream().map(claim -> claim.type() == untold.type() ? untold : claim).toList());
  }
}
