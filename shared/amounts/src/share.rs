//! Splitting a whole into parts that add up to it again.

/// Splits `total` by `weights` with the largest-remainder method; ties go to the earlier part. The parts always sum to
/// `total`. Where every weight is zero, all of it goes to the first part. Weights must not be negative.
///
/// # Panics
/// Where `weights` is empty and `total` is not zero: there is nobody to give it to.
pub fn split_by_largest_remainder(total: i64, weights: &[i64]) -> Vec<i64> {
    assert!(!weights.is_empty() || total == 0, "no parts to split {total} into");
    let sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if sum == 0 {
        let mut parts = vec![0; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    let exact: Vec<(i128, i128)> = weights
        .iter()
        .map(|&weight| {
            let product = i128::from(total) * i128::from(weight);
            (product.div_euclid(sum), product.rem_euclid(sum))
        })
        .collect();
    let mut parts: Vec<i128> = exact.iter().map(|(whole, _)| *whole).collect();
    let left = i128::from(total) - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact[i].1), i));
    for &i in order.iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[i] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).expect("a part is never larger than the whole")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_million_in_three_is_not_one_dong_short() {
        assert_eq!(split_by_largest_remainder(1_000_000, &[1, 1, 1]), [333_334, 333_333, 333_333]);
        assert_eq!(split_by_largest_remainder(7, &[0, 0]), [7, 0]);
        assert_eq!(split_by_largest_remainder(-1, &[1, 1]), [0, -1]);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(
            total in -1_000_000_000_000_i64..1_000_000_000_000,
            weights in prop::collection::vec(0_i64..1_000_000, 1..20),
        ) {
            let parts = split_by_largest_remainder(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: i128 = weights.iter().map(|&w| i128::from(w)).sum();
            if sum > 0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let off = i128::from(*part) * sum - i128::from(total) * i128::from(*weight);
                    prop_assert!(off.abs() < sum, "a part is more than one đồng off");
                }
            }
        }
    }
}
