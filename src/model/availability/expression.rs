//! The chance that a quorum expression is not met, with nodes that share zones and regions.

use super::diagram::{Condition, Diagram};
use super::outage::Outage;
use crate::model::error::ModelError;
use crate::model::quorum::Expr;
use crate::units::Probability;

/// Nodes with their chance of being down, and what they share. Indices are those of the expression.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sites {
    /// The chance that each node is down while all it stands on is up.
    pub nodes: Vec<Probability>,
    /// What fails as a whole: its chance of being down, and the nodes on it. A node may stand on several.
    pub shared: Vec<(Probability, Vec<usize>)>,
}

/// The chance that one of the expressions is not met at a random moment: one expression for reads or for writes, two
/// for both at once.
///
/// Exact: a node is up when it and all sites below it are up; the expressions become one decision diagram over nodes
/// and shared sites (Bryant 1986), and the chances of failure are summed along it, in positive terms:
/// `P(f) = down·P(f without x) + up·P(f with x)`, Shannon's expansion by each part `x`.
///
/// Assumes that nodes and sites fail independently. Flatters: what is not listed as shared is taken as independent.
///
/// # Errors
/// [`ModelError::OutOfRange`] when an expression speaks of a node that is not there; [`ModelError::TooLarge`] when the
/// diagram grows beyond two million branches.
pub fn quorum_outage(expressions: &[&Expr], sites: &Sites) -> Result<Outage, ModelError> {
    // A site is tested just before the first of its nodes, so that what it decides is decided together.
    let mut order: Vec<(usize, bool, usize)> = (0..sites.nodes.len())
        .map(|node| (node, true, node))
        .collect();
    for (index, (_, nodes)) in sites.shared.iter().enumerate() {
        order.extend(nodes.iter().min().map(|first| (*first, false, index)));
    }
    order.sort_unstable();
    let chance = |is_node: bool, index: usize| {
        if is_node {
            sites.nodes[index]
        } else {
            sites.shared[index].0
        }
    };
    let down: Vec<(f64, f64)> = order
        .iter()
        .map(|(_, is_node, index)| chance(*is_node, *index))
        .map(|down| (down.ratio(), down.complement().ratio()))
        .collect();

    let mut diagram = Diagram::new();
    let mut nodes: Vec<Condition> = Vec::new();
    let place = |is_node: bool, index: usize| {
        let at = order
            .iter()
            .position(|entry| (entry.1, entry.2) == (is_node, index));
        at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
    };
    for node in 0..sites.nodes.len() {
        let mut up = diagram.variable(place(true, node))?;
        for (index, (_, on_it)) in sites.shared.iter().enumerate() {
            if on_it.contains(&node) {
                let site = diagram.variable(place(false, index))?;
                up = diagram.and(site, up)?;
            }
        }
        nodes.push(up);
    }
    let mut all = Vec::new();
    for expression in expressions {
        all.push(condition(&mut diagram, expression, &nodes)?);
    }
    let both = diagram.at_least(all.len(), &all)?;
    let (failure, success) = diagram.chances(both, &down);
    Ok(Outage::clamped(failure, success))
}

fn condition(
    diagram: &mut Diagram,
    expr: &Expr,
    nodes: &[Condition],
) -> Result<Condition, ModelError> {
    match expr {
        Expr::Node(node) => nodes.get(*node).copied().ok_or_else(|| {
            ModelError::range(
                "a node of the expression",
                node,
                &format!("one of the {} nodes with a chance", nodes.len()),
            )
        }),
        Expr::AtLeast(part) => {
            let parts: Result<Vec<Condition>, ModelError> = part
                .of()
                .iter()
                .map(|part| condition(diagram, part, nodes))
                .collect();
            diagram.at_least(part.need(), &parts?)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Need, Placement};
    use super::*;
    use crate::model::quorum::tests::expressions;

    fn chances() -> impl Strategy<Value = Vec<Probability>> {
        prop::collection::vec(
            (0.0_f64..=1.0).prop_map(|ratio| Probability::new(ratio).unwrap()),
            8,
        )
    }

    proptest! {
        /// Law: the diagram agrees with trying every state of nodes and shared sites.
        #[test]
        fn matches_enumeration(
            reads in expressions(6),
            writes in expressions(6),
            down in chances(),
            first in prop::collection::vec(0_usize..6, 0..4),
            second in prop::collection::vec(0_usize..6, 0..4),
        ) {
            let sites = Sites { nodes: down[..6].to_vec(), shared: vec![(down[6], first.clone()), (down[7], second.clone())] };
            let mut expected = 0.0;
            for state in 0_u64..256 {
                let is_up = |index: usize| state >> index & 1 == 1;
                let weight: f64 = down.iter().enumerate().map(|(index, down)| if is_up(index) { 1.0 - down.ratio() } else { down.ratio() }).product();
                let lost = |site: &[usize], up: bool| if up { 0 } else { site.iter().fold(0, |set, node| set | 1 << node) };
                let alive = state & 63 & !lost(&first, is_up(6)) & !lost(&second, is_up(7));
                if !(reads.is_met(alive) && writes.is_met(alive)) {
                    expected += weight;
                }
            }
            let found = quorum_outage(&[&reads, &writes], &sites).unwrap().down().ratio();
            prop_assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn agrees_with_the_decomposition_of_placements() {
        let [region, zone, node] =
            [0.0005, 0.001, 0.01].map(|down| Probability::new(down).unwrap());
        let counts = vec![vec![1, 1, 1]; 5];
        let mut sites = Sites {
            nodes: vec![node; 15],
            shared: Vec::new(),
        };
        for place in 0..5 {
            sites
                .shared
                .push((region, (place * 3..place * 3 + 3).collect()));
            sites
                .shared
                .extend((place * 3..place * 3 + 3).map(|node| (zone, vec![node])));
        }
        let expr = Expr::of_nodes(8, 15).unwrap();
        let exact = quorum_outage(&[&expr], &sites).unwrap().down().ratio();
        let decomposed = Placement::regions(&counts, region, zone, node)
            .outage(Need::quorum(8))
            .down()
            .ratio();
        assert!(
            (exact / decomposed - 1.0).abs() < 1e-12,
            "{exact} {decomposed}"
        );
    }
}
